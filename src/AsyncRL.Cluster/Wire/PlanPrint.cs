using AsyncRL.Play;

namespace AsyncRL.Cluster.Wire;

/// <summary>
/// What two processes must make alike of one configuration for the experience of one to be learnt from by the other. Their
/// environments are their own: a class of the same name may be another one elsewhere.
/// </summary>
internal static class PlanPrint
{
    private static readonly string[] Names =
        ["environment", "observations", "actions", "columns of experience", "network", "numbers of the model"];

    /// <summary>The print of a plan.</summary>
    /// <param name="plan">What all players of a process have in common.</param>
    public static string[] Of(RunPlan plan) =>
    [
        plan.EnvironmentName,
        $"{plan.Schema.ObservationSpace}",
        $"{plan.Schema.ActionSpace}",
        string.Join(", ", plan.Schema.Columns.Select(c => c.ToString())) + $", mask of {plan.Schema.MaskWidth}",
        $"{plan.Network.InputLength} inputs, {plan.Network.MemoryLength} remembered",
        $"{plan.Model.Parameters.Length}",
    ];

    /// <summary>In what another process's plan differs.</summary>
    /// <param name="here">The learner's.</param>
    /// <param name="there">The other's.</param>
    /// <returns>A sentence; null where nothing differs.</returns>
    public static string? Difference(string[] here, string[] there)
    {
        if (here.Length != there.Length)
        {
            return "What the learner and this machine compare of a run differs; install the same version on both.";
        }

        int i = Enumerable.Range(0, here.Length).FirstOrDefault(i => here[i] != there[i], -1);
        return i < 0 ? null :
            $"The {Names[i]} of this machine ({there[i]}) and of the learner ({here[i]}) differ; " +
            "give both the same environment, of the same version (--assembly).";
    }
}
