namespace AsyncRL.Neural;

/// <summary>How a head's outputs are computed from what it reads.</summary>
public enum HeadKind
{
    /// <summary>y = W h + b.</summary>
    Linear,

    /// <summary>
    /// y = ln sqrt(sum_j h_j^2 exp(2 w_j) + 1e-6): the log of the standard deviation of noise that is linear in h with normal
    /// weights of deviation exp(w_j) (Raffin et al. 2022, equation 9). Its gradient reaches w and stops there.
    /// </summary>
    LogDeviation,
}
