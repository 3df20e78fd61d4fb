namespace AsyncRL.Environments;

/// <summary>No environment is registered under an id.</summary>
public sealed class UnknownEnvironmentException : ArgumentException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="id">The id that was asked for.</param>
    /// <param name="suggestion">The registered id most like it, or null.</param>
    public UnknownEnvironmentException(string id, string? suggestion)
        : base(
            $"Unknown environment '{id}'; {(suggestion is null ? "" : $"did you mean '{suggestion}'? ")}'asyncrl list " +
            "environments' shows all, and --assembly adds your own.")
    {
        Id = id;
        Suggestion = suggestion;
    }

    /// <summary>The id that was asked for.</summary>
    public string Id { get; }

    /// <summary>The registered id most like it, or null where none is near.</summary>
    public string? Suggestion { get; }
}
