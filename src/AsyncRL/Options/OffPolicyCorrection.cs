namespace AsyncRL;

/// <summary>What is done about trajectories that an older policy played.</summary>
public enum OffPolicyCorrection
{
    /// <summary>V-trace: truncated importance weights (Espeholt et al. 2018).</summary>
    Vtrace,

    /// <summary>Nothing: they count as if the present policy had played them.</summary>
    None,
}
