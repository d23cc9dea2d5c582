/** The 25 languages of Canary 1B v2 and Parakeet TDT 0.6B v3 (NVIDIA's model cards). */
export const nemoLanguages: readonly string[] =
  'bg hr cs da nl en et fi fr de el hu it lv lt mt pl pt ro ru sk sl es sv uk'.split(' ');
