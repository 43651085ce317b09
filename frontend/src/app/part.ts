import { type ComponentType, createElement, lazy } from 'react';

/**
 * A part of the application that is fetched as one file when it is first asked for. Once it is there, each of its
 * components shows at once; before, it suspends.
 */
export function part<Module>(load: () => Promise<Module>) {
  let loaded: Module | undefined;
  const fetch = async () => {
    loaded = await load();
    return loaded;
  };
  return <Props extends object>(pick: (module: Module) => ComponentType<Props>): ComponentType<Props> => {
    const Late: ComponentType<Props> = lazy(async () => ({ default: pick(await fetch()) }));
    return function Fetched(props: Props) {
      return createElement(loaded === undefined ? Late : pick(loaded), props);
    };
  };
}
