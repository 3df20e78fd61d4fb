namespace AsyncRL.Cluster.Hub;

/// <summary>The side of a topology that learns, which other processes join.</summary>
internal interface IHubTopology : IDisposable
{
    /// <summary>Where they join.</summary>
    LearnerHub Hub { get; }
}
