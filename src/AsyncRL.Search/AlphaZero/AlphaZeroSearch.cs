namespace AsyncRL.Search.AlphaZero;

/// <summary>How self-play searches.</summary>
public enum AlphaZeroSearch
{
    /// <summary>Sequential halving over sampled moves (Danihelka et al. 2022): learns from very few simulations.</summary>
    Gumbel,

    /// <summary>PUCT with noise at the root (Silver et al. 2018).</summary>
    Puct,
}
