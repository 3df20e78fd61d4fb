using AsyncRL.Cluster.Wire;
using Orleans.Concurrency;

namespace AsyncRL.Cluster.Engine;

/// <summary>Passes the engine's calls on. A delivery that waits for room holds no other call up.</summary>
/// <param name="learner">The learner of this process.</param>
[Reentrant]
internal sealed class LearnerGrain(ILearner learner) : Grain, ILearnerGrain
{
    /// <inheritdoc/>
    public Task<Greeting> Greet(string version, string secret) => learner.Greet(version, secret);

    /// <inheritdoc/>
    public Task<Admission> Join(Application application) => learner.Join(application);

    /// <inheritdoc/>
    public Task<Receipt> Claim(long lease) => learner.Claim(lease);

    /// <inheritdoc/>
    public Task<Receipt> Deliver(long lease, Immutable<byte[]> content) => learner.Deliver(lease, content.Value);

    /// <inheritdoc/>
    public Task<Piece> Fetch(long lease, long version, int piece) => learner.Fetch(lease, version, piece);

    /// <inheritdoc/>
    public Task<Receipt> Push(long lease, Immutable<byte[]> content) => learner.Push(lease, content.Value);

    /// <inheritdoc/>
    public Task<Piece> FetchTarget(long lease, long version, int piece) => learner.FetchTarget(lease, version, piece);

    /// <inheritdoc/>
    public Task<Receipt> Beat(long lease) => learner.Beat(lease);

    /// <inheritdoc/>
    public Task Leave(long lease) => learner.Leave(lease);
}
