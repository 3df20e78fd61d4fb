namespace AsyncRL.Evaluation;

/// <summary>What a policy of several tasks scored on one of them.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Result">Its episodes.</param>
public sealed record TaskEvaluation(string Task, EvaluationResult Result);
