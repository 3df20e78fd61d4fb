using AsyncRL.Cluster.Wire;

namespace AsyncRL.Cluster.Engine;

/// <summary>A connection to a learner.</summary>
internal interface ILearnerLink : ILearner, IAsyncDisposable;
