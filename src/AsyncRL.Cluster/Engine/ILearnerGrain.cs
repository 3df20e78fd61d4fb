using AsyncRL.Cluster.Wire;
using Orleans.Concurrency;

namespace AsyncRL.Cluster.Engine;

/// <summary><see cref="ILearner"/> as the engine calls it: there is one, whose key is 0.</summary>
internal interface ILearnerGrain : IGrainWithIntegerKey
{
    /// <inheritdoc cref="ILearner.Greet"/>
    Task<Greeting> Greet(string version, string secret);

    /// <inheritdoc cref="ILearner.Join"/>
    Task<Admission> Join(Application application);

    /// <inheritdoc cref="ILearner.Claim"/>
    Task<Receipt> Claim(long lease);

    /// <inheritdoc cref="ILearner.Deliver"/>
    Task<Receipt> Deliver(long lease, Immutable<byte[]> content);

    /// <inheritdoc cref="ILearner.Fetch"/>
    Task<Piece> Fetch(long lease, long version, int piece);

    /// <inheritdoc cref="ILearner.Push"/>
    Task<Receipt> Push(long lease, Immutable<byte[]> content);

    /// <inheritdoc cref="ILearner.FetchTarget"/>
    Task<Piece> FetchTarget(long lease, long version, int piece);

    /// <inheritdoc cref="ILearner.Beat"/>
    Task<Receipt> Beat(long lease);

    /// <inheritdoc cref="ILearner.Leave"/>
    Task Leave(long lease);
}
