namespace AsyncRL.Environments;

/// <summary>An environment's own code threw when it was made; the message says which environment it is.</summary>
internal sealed class EnvironmentMakeException(string id, Exception fault) : InvalidOperationException(
    $"'{id}' could not be made: {fault.GetType().Name}: {fault.Message.TrimEnd('.')}. 'asyncrl check-env {id}' checks it.",
    fault)
{
    /// <summary>What the environment itself threw, for messages that name it already.</summary>
    public static Exception Unwrap(Exception e) => e is EnvironmentMakeException { InnerException: { } own } ? own : e;
}
