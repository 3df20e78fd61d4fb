namespace AsyncRL.Studies;

/// <summary>What is drawn for one trial.</summary>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Seed">The seed of the training, and so of its initial parameters.</param>
public readonly record struct LearningRateDraw(double LearningRate, ulong Seed);
