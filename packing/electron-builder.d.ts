// The part of electron-builder's types that this project uses. The package is installed only for
// packing, and the types must be checked on a machine that never packs.
declare module 'electron-builder' {
  export enum Arch {
    x64 = 1,
    arm64 = 3,
  }
  export class Platform {
    readonly name: string
    static readonly LINUX: Platform
    static readonly WINDOWS: Platform
    static readonly MAC: Platform
  }
  export interface AfterPackContext {
    appOutDir: string
    arch: Arch
    electronPlatformName: string
    packager: {
      /** `wire`: bytes of the fuse wire by fuse number. */
      addElectronFuses(context: AfterPackContext, wire: object): Promise<unknown>
    }
  }
  /** electron-builder checks a configuration against its own schema when it runs. */
  export interface Configuration {
    directories?: { output?: string; buildResources?: string }
    publish?: { provider: 'generic'; url: string }[] | null
    mac?: { identity?: string | null; hardenedRuntime?: boolean; [name: string]: unknown }
    electronDist?: (context: { platformName: string }) => string
    afterPack?: (context: AfterPackContext) => Promise<void>
    [name: string]: unknown
  }
  export function build(options: {
    targets: Map<Platform, Map<Arch, string[]>>
    projectDir: string
    publish: 'never'
    config: Configuration
  }): Promise<string[]>
}
