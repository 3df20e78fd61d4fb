namespace AsyncRL.Objectives;

/// <summary>Sums over the rows of one segment, kept for the reports; nothing of it feeds back into learning.</summary>
/// <param name="Rows">Decisions summed over.</param>
/// <param name="Policy">Sum of -log pi(a|s) A; zero for value methods.</param>
/// <param name="Value">Sum of the squared errors, times the value coefficient.</param>
/// <param name="Entropy">Sum of the policy's entropies in nats; zero for value methods.</param>
/// <param name="Prediction">Sum of the predicted values: V(s), or Q(s, a) of the action taken.</param>
public readonly record struct SegmentLoss(int Rows, double Policy, double Value, double Entropy, double Prediction);
