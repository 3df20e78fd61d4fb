namespace AsyncRL.Environments.Checking;

/// <summary>Makes checks one after the other and keeps what they find.</summary>
internal sealed class CheckLog
{
    private readonly List<string> checks = [];
    private readonly List<Finding> findings = [];

    public IReadOnlyList<string> Checks => checks;

    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Makes a check; what it throws is an error of the environment.</summary>
    /// <returns>Whether it found no error.</returns>
    public bool Try(string check, Action run)
    {
        checks.Add(check);
        int before = findings.Count;
        try
        {
            run();
        }
        catch (Exception e) when (EnvironmentMakeException.Unwrap(e) is EnvironmentUnavailableException missing)
        {
            Error($"{missing.Message}");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Error($"threw {Describe(e)}; nothing that its spaces allow may make an environment throw");
        }

        return findings.Skip(before).All(f => f.Severity != Severity.Error);
    }

    public void Error(InvariantText message) => Add(Severity.Error, message);

    public void Warn(InvariantText message) => Add(Severity.Warning, message);

    public void Note(InvariantText message) => Add(Severity.Note, message);

    /// <summary>An exception as words, with the place it came from.</summary>
    public static string Describe(Exception e)
    {
        e = EnvironmentMakeException.Unwrap(e);
        string? place = e.StackTrace?.Split('\n', 2)[0].Trim();
        return $"{e.GetType().Name}: {e.Message.TrimEnd('.')}{(place is null ? string.Empty : $" ({place})")}";
    }

    private void Add(Severity severity, InvariantText message) =>
        findings.Add(new Finding(severity, checks[^1], message.ToStringAndClear()));
}
