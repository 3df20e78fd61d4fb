namespace AsyncRL.Policies;

/// <summary>How a policy's outputs become an action when it is not training.</summary>
public enum PolicyMode
{
    /// <summary>The most probable action, the action of greatest value, or the Gaussian's mean.</summary>
    Greedy,

    /// <summary>A draw from the policy.</summary>
    Sample,
}
