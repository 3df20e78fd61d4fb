using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Play;

/// <summary>
/// Shaping that also sees whole batches, between their play and what is learnt from them: for statistics over all players, and
/// for networks that are better asked of many rows at once. Only <c>Lockstep</c> shows batches; any other player refuses it.
/// </summary>
/// <remarks>
/// <para>
/// Theta stands still from the batch's beginning until after <see cref="Shape"/>. The order is <see cref="BatchBegins"/>, then
/// <see cref="Shaping.Stepped"/> for every row, then <see cref="Measure"/>, <see cref="Combine"/> and <see cref="Shape"/>.
/// </para>
/// <para>
/// <see cref="BatchBegins"/> and <see cref="Combine"/> are called by one thread while all others wait, on the first player's
/// shaping, with those of all players in the players' order: whatever is summed in that order does not depend on timing. The rest
/// is called by the player's own thread, and must leave the other players' alone.
/// </para>
/// </remarks>
public abstract class BatchShaping : Shaping
{
    /// <summary>
    /// Whether a batch is learnt from. Where one shaping says no, the batch is played and seen step by step, but neither measured
    /// nor learnt from. Must not depend on the player.
    /// </summary>
    /// <param name="step">The step at which the batch began.</param>
    /// <returns>True, unless overridden.</returns>
    public virtual bool LearnsFrom(long step) => true;

    /// <summary>A batch is about to begin. May be called more than once before it does.</summary>
    /// <param name="players">The same shaping of all players, this one first.</param>
    public abstract void BatchBegins(ReadOnlySpan<BatchShaping> players);

    /// <summary>The batch is complete: measures this player's rows.</summary>
    /// <param name="rollout">What the player played.</param>
    /// <param name="model">The model that played it: made for playing, without gradients.</param>
    public abstract void Measure(Rollout rollout, Model model);

    /// <summary>All players have measured their rows: puts together what they found.</summary>
    /// <param name="players">The same shaping of all players, this one first.</param>
    public abstract void Combine(ReadOnlySpan<BatchShaping> players);

    /// <summary>Changes rewards or writes columns of this player's rows, just before they are learnt from.</summary>
    /// <param name="rollout">What the player played.</param>
    public abstract void Shape(Rollout rollout);
}
