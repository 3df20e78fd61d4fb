namespace AsyncRL.Environments;

/// <summary>
/// An environment whose fair time limit depends on its options, as that of a maze does on its size. <see
/// cref="EnvironmentRegistry"/> asks for it where options
/// are given, in place of the limit registered for the defaults.
/// </summary>
public interface IEpisodeLimit
{
    /// <summary>The step of an episode at which it is to be truncated, at least 1.</summary>
    int EpisodeLimit { get; }
}
