using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Objectives;

/// <summary>What methods have in common whose critics Q(s, a) read a continuous action behind the observation.</summary>
internal static class ActionCritics
{
    /// <summary>Copies a state to a critic.</summary>
    /// <param name="seen">The network that was shown the state.</param>
    /// <param name="slot">Its slot.</param>
    /// <param name="critic">The critic.</param>
    /// <param name="criticSlot">Its slot.</param>
    /// <returns>Where the action goes, in units of its bounds.</returns>
    public static Span<float> Show(Network seen, int slot, Network critic, int criticSlot)
    {
        ReadOnlySpan<float> state = seen.Input(slot);
        Span<float> input = critic.Input(criticSlot);
        state.CopyTo(input);
        return input[state.Length..];
    }

    /// <summary>The action that a critic values in a slot.</summary>
    /// <param name="critic">The critic.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="numbers">Numbers of an action.</param>
    /// <returns>The action.</returns>
    public static Span<float> Action(Network critic, int slot, int numbers) => critic.Input(slot)[^numbers..];

    /// <summary>dQ/da of a slot, after <see cref="Network.BackwardToInput"/>.</summary>
    /// <param name="critic">The critic.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="numbers">Numbers of an action.</param>
    /// <returns>The slope, times what stands in the slot's output gradient.</returns>
    public static ReadOnlySpan<float> Slope(Network critic, int slot, int numbers) => critic.InputGradient(slot)[^numbers..];

    /// <summary>
    /// Leaves the gradient of <c>mean (Q(s, a) - y)^2</c>, y being <see cref="Column.Returns"/>; the rows were forwarded. The
    /// errors go to <see cref="Column.Advantages"/>.
    /// </summary>
    /// <param name="batch">The draw.</param>
    /// <param name="critic">The critic.</param>
    /// <param name="isSecond">Whether another critic's errors are there already, of which the greater are kept.</param>
    /// <returns>Sums of the rows' losses and values.</returns>
    public static (double Loss, double Values) Fit(Rollout batch, Network critic, bool isSecond = false)
    {
        Span<float> y = batch[Column.Returns], errors = batch[Column.Advantages], weights = batch[Column.ImportanceWeights];
        double loss = 0, values = 0;
        for (int i = 0; i < batch.Rows; i++)
        {
            float q = critic.Output(i, 0)[0], error = q - y[i];
            critic.OutputGradient(i, 0)[0] = batch.Weight * weights[i] * 2f * error;
            errors[i] = isSecond && MathF.Abs(errors[i]) > MathF.Abs(error) ? errors[i] : error;
            loss += weights[i] * error * error;
            values += q;
        }

        critic.Backward(0, batch.Rows);
        return (loss, values);
    }
}
