namespace AsyncRL.Search.Trees;

/// <summary>From an evaluator's logits over all moves to the log-probabilities of a node's children.</summary>
internal static class PolicyPriors
{
    /// <summary>
    /// Writes log softmax of the children's logits into <see cref="Node.Prior"/>; alike for all where there is no policy.
    /// </summary>
    /// <param name="children">The children, with their moves.</param>
    /// <param name="policy">Logits over all moves; empty where the evaluator gives none.</param>
    /// <exception cref="InvalidOperationException">The logit of a legal move is not finite.</exception>
    public static void WriteLogarithms(Span<Node> children, ReadOnlySpan<float> policy)
    {
        float greatest = float.NegativeInfinity;
        foreach (ref Node child in children)
        {
            child.Prior = policy.IsEmpty ? 0 : policy[child.Move];
            greatest = float.IsFinite(child.Prior)
                ? Math.Max(greatest, child.Prior)
                : throw new InvalidOperationException(
                    $"the evaluator gave move {child.Move} the logit {child.Prior}; logits of legal moves are finite");
        }

        float sum = 0;
        foreach (ref Node child in children)
        {
            sum += MathF.Exp(child.Prior - greatest);
        }

        float normalizer = greatest + MathF.Log(sum);
        foreach (ref Node child in children)
        {
            child.Prior -= normalizer;
        }
    }
}
