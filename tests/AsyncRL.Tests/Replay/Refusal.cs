namespace AsyncRL.Tests.Replay;

/// <summary>What a memory refuses to do.</summary>
internal static class Refusal
{
    /// <summary>Asserts that a call throws exactly this exception and that its message holds these words.</summary>
    public static void Says<TException>(string expected, Func<object?> call)
        where TException : Exception =>
        Assert.Contains(expected, Assert.Throws<TException>(call).Message, StringComparison.Ordinal);

    /// <inheritdoc cref="Says{TException}(string, Func{object?})"/>
    public static void Says<TException>(string expected, Action call)
        where TException : Exception =>
        Assert.Contains(expected, Assert.Throws<TException>(call).Message, StringComparison.Ordinal);
}
