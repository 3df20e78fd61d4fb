namespace AsyncRL;

/// <summary>
/// When the threads of a synchronous method wait for one another while they play (Espeholt et al. 2018, section
/// 5.1). It changes speed, not results.
/// </summary>
public enum LockstepWait
{
    /// <summary>After every step of the environments.</summary>
    Step,

    /// <summary>Once, when all have played t_max steps.</summary>
    Trajectory,
}
