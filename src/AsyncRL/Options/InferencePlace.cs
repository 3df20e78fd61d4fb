namespace AsyncRL;

/// <summary>Where the actions of actors that do not learn are chosen.</summary>
public enum InferencePlace
{
    /// <summary>In each actor, with a copy of the policy (IMPALA, Espeholt et al. 2018).</summary>
    Actor,

    /// <summary>
    /// In the middle, with one copy for all: actors only step their environments (SEED RL, Espeholt et al. 2020).
    /// </summary>
    Central,
}
