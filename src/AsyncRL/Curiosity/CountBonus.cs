using AsyncRL.Environments;
using AsyncRL.Play;

namespace AsyncRL.Curiosity;

/// <summary>
/// A bonus for states that were seldom seen: beta / sqrt(N(s)) on the reward of a step into s, where N(s) counts how often s was
/// reached, this time included (Strehl and Littman 2008, "An analysis of model-based Interval Estimation for Markov Decision
/// Processes"; Bellemare et al. 2016, "Unifying Count-Based Exploration and Intrinsic Motivation").
/// </summary>
/// <remarks>A state is an observation: two are the same where all their numbers are. Each player counts for itself.</remarks>
/// <param name="beta">The bonus of a state that is seen for the first time, in units of rewards as they are learnt from.</param>
/// <param name="capacity">States that can be counted.</param>
internal sealed class CountBonus(float beta, int capacity) : Shaping
{
    private readonly StateCounts counts = new(capacity);

    /// <inheritdoc/>
    public override void Stepped(Player player, int row, in StepResult result)
    {
        int n = counts.Count(player.Slots.Input(row + player.Rollout.Environments));
        player.Rollout.Rewards[row] += beta / MathF.Sqrt(n);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => counts.Save(writer);

    /// <inheritdoc/>
    public override void Load(BinaryReader reader) => counts.Load(reader);
}
