namespace AsyncRL.Gymnasium;

/// <summary>A Python environment failed; the message names it and says how.</summary>
public sealed class GymnasiumException : InvalidOperationException
{
    internal GymnasiumException(string id, string reason)
        : base($"{id}: {reason}{(reason.EndsWith('.') ? string.Empty : ".")}") => Id = id;

    /// <summary>The environment's id.</summary>
    public string Id { get; }
}
