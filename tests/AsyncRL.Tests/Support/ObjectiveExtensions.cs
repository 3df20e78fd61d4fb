using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Objectives;

namespace AsyncRL.Tests.Support;

internal static class ObjectiveExtensions
{
    /// <summary>The schema of experience that an objective learns from.</summary>
    /// <param name="objective">The objective.</param>
    /// <param name="actions">The action space.</param>
    /// <param name="maskWidth">Flags of a mask of legal actions; 0 without.</param>
    public static ExperienceSchema Schema(this Objective objective, Space actions, int maskWidth = 0) =>
        new(new Box(-1f, 1f, 4), actions, maskWidth, objective.Columns);

    /// <summary>A sum by the name that it is reported under.</summary>
    /// <param name="objective">The objective.</param>
    /// <param name="sums">Its sums.</param>
    /// <param name="tag">The name.</param>
    public static double Sum(this Objective objective, in LossSums sums, string tag) =>
        sums[objective.Losses.Index().Single(l => l.Item.Tag == tag).Index];
}
