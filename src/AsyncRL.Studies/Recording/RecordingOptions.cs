using AsyncRL.Evaluation;
using AsyncRL.Policies;

namespace AsyncRL.Recording;

/// <summary>How to record an agent.</summary>
public sealed record RecordingOptions
{
    /// <summary>Episodes, one after another. Default 1.</summary>
    public int Episodes { get; init; } = 1;

    /// <summary>The video ends after this many frames even if the episode goes on. Default 600.</summary>
    public int MostFrames { get; init; } = 600;

    /// <summary>Every how many steps a frame is taken. Default 1.</summary>
    public int Every { get; init; } = 1;

    /// <summary>Frames a second. Default 20.</summary>
    public double FramesPerSecond { get; init; } = 20;

    /// <summary>Pixels a pixel of the environment's preferred size becomes; 0 for about 200 pixels per side. Default 0.</summary>
    public int Scale { get; init; }

    /// <summary>Seed of the first episode. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Greedy or sampled actions. Default greedy.</summary>
    public PolicyMode Policy { get; init; } = PolicyMode.Greedy;

    /// <summary>What plays in the policy's place, such as a search with its network; null for the policy itself.</summary>
    public IAgent? Agent { get; init; }
}
