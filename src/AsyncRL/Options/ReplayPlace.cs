namespace AsyncRL;

/// <summary>Whose the replay memories of bundles are.</summary>
public enum ReplayPlace
{
    /// <summary>Each bundle has its own.</summary>
    Local,

    /// <summary>All bundles fill one, and draw from it.</summary>
    Global,
}
