namespace AsyncRL.Environments;

/// <summary>One of the tasks that an agent learns together.</summary>
/// <param name="Name">What it is called, once among them: an environment's id as a rule.</param>
/// <param name="Create">Makes one environment, a fresh instance each time.</param>
public sealed record TrainingTask(string Name, Func<Environment> Create);
