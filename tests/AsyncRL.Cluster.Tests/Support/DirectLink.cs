using AsyncRL.Cluster.Engine;
using AsyncRL.Cluster.Wire;

namespace AsyncRL.Cluster.Tests.Support;

/// <summary>
/// A link to a learner in the same process, without an engine between; it can be cut, and then answers nothing until it is
/// mended.
/// </summary>
internal sealed class DirectLink(ILearner learner) : ILearnerLink
{
    private readonly TaskCompletionSource never = new();

    public bool IsCut { get; set; }

    public Task<Greeting> Greet(string version, string secret) => Through(() => learner.Greet(version, secret));

    public Task<Admission> Join(Application application) => Through(() => learner.Join(application));

    public Task<Receipt> Claim(long lease) => Through(() => learner.Claim(lease));

    public Task<Receipt> Deliver(long lease, byte[] content) => Through(() => learner.Deliver(lease, content));

    public Task<Piece> Fetch(long lease, long version, int piece) => Through(() => learner.Fetch(lease, version, piece));

    public Task<Receipt> Push(long lease, byte[] content) => Through(() => learner.Push(lease, content));

    public Task<Piece> FetchTarget(long lease, long version, int piece) =>
        Through(() => learner.FetchTarget(lease, version, piece));

    public Task<Receipt> Beat(long lease) => Through(() => learner.Beat(lease));

    public Task Leave(long lease) => learner.Leave(lease);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<T> Through<T>(Func<Task<T>> ask)
    {
        if (IsCut)
        {
            await never.Task;
        }

        // As another process would: on a thread of its own.
        return await Task.Run(ask);
    }
}
