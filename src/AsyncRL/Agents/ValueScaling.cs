namespace AsyncRL.Agents;

/// <summary>What the values of a policy mean in the units of its rewards, task by task: deviation x output + mean.</summary>
/// <param name="Mean">mu of each task.</param>
/// <param name="Deviation">sigma of each task.</param>
internal sealed record ValueScaling(float[] Mean, float[] Deviation);
