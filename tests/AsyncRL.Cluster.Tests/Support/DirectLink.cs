using System.Runtime.CompilerServices;
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

    /// <summary>The call whose next answer is lost; null for none.</summary>
    public string? LosesAnswerOf { get; set; }

    /// <summary>What happens once the process was let in, before it asks for anything. Given its lease.</summary>
    public Action<long> Entered { get; set; } = _ => { };

    public Task<Greeting> Greet(string version, string secret) => Through(() => learner.Greet(version, secret));

    public async Task<Admission> Join(Application application)
    {
        Admission admission = await Through(() => learner.Join(application));
        Entered(admission.Lease);
        return admission;
    }

    public Task<Receipt> Claim(long lease) => Through(() => learner.Claim(lease));

    public Task<Receipt> Deliver(long lease, byte[] content) => Through(() => learner.Deliver(lease, content));

    public Task<Piece> Fetch(long lease, long version, int piece) => Through(() => learner.Fetch(lease, version, piece));

    public Task<Receipt> Push(long lease, byte[] content) => Through(() => learner.Push(lease, content));

    public Task<Piece> FetchTarget(long lease, long version, int piece) =>
        Through(() => learner.FetchTarget(lease, version, piece));

    public Task<Receipt> Beat(long lease) => Through(() => learner.Beat(lease));

    public Task Leave(long lease) => learner.Leave(lease);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<T> Through<T>(Func<Task<T>> ask, [CallerMemberName] string call = "")
    {
        if (IsCut)
        {
            await never.Task;
        }

        // As another process would: on a thread of its own.
        T answer = await Task.Run(ask);
        if (call == LosesAnswerOf)
        {
            LosesAnswerOf = null;
            await never.Task;
        }

        return answer;
    }
}
