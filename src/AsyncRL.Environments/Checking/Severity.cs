namespace AsyncRL.Environments.Checking;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>Nothing is wrong; it is good to know.</summary>
    Note,

    /// <summary>It may be meant, but often is not.</summary>
    Warning,

    /// <summary>Training on it would be wrong.</summary>
    Error,
}
