using System.Globalization;
using AsyncRL.Environments;

namespace AsyncRL.Policies;

/// <summary>
/// Carries actions from [-1, 1] to the bounds of a box and back, so that a policy acts in units of the bounds. Immutable.
/// </summary>
public sealed class ActionBounds
{
    private readonly Box box;
    private readonly float[] centre;
    private readonly float[] reach;

    /// <summary>Takes the bounds of a box.</summary>
    /// <param name="box">The action space; every bound finite.</param>
    /// <param name="algorithm">Name of the algorithm, for the message.</param>
    /// <exception cref="ArgumentException">A bound is infinite, or the lower one is not below the upper one.</exception>
    public ActionBounds(Box box, string algorithm)
    {
        ArgumentNullException.ThrowIfNull(box);
        this.box = box;
        centre = new float[box.Length];
        reach = new float[box.Length];
        for (int d = 0; d < box.Length; d++)
        {
            float low = box.Low[d], high = box.High[d];
            if (!float.IsFinite(low) || !float.IsFinite(high) || !(low < high))
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{algorithm} acts between the bounds of its actions, but number {d} of {box} goes from {low} to {high}; " +
                    $"give every number finite bounds, the lower below the upper."));
            }

            // The whole range of floats has no width in floats, but half of it has.
            reach[d] = high / 2 - low / 2;
            centre[d] = low + reach[d];
        }
    }

    /// <summary>Numbers of an action.</summary>
    public int Length => centre.Length;

    /// <summary>Half the range between the bounds of a number: what one unit is in the environment's.</summary>
    /// <param name="number">The number, from 0.</param>
    /// <returns>Greater than 0.</returns>
    public float Reach(int number) => reach[number];

    /// <summary>From units of the bounds to the environment's.</summary>
    /// <param name="unit">An action in [-1, 1] [Length].</param>
    /// <param name="action">Receives it between the bounds [Length]; may be the same span.</param>
    public void FromUnit(ReadOnlySpan<float> unit, Span<float> action)
    {
        for (int d = 0; d < centre.Length; d++)
        {
            action[d] = centre[d] + reach[d] * unit[d];
        }

        // Rounding may pass a bound by a unit in the last place: of (-2, 0.7) centre + reach, -0.65 + 1.35, is above 0.7 in
        // floats.
        box.Clip(action, action);
    }

    /// <summary>From the environment's units to those of the bounds.</summary>
    /// <param name="action">An action between the bounds [Length].</param>
    /// <param name="unit">Receives it in [-1, 1] [Length]; may be the same span.</param>
    public void ToUnit(ReadOnlySpan<float> action, Span<float> unit)
    {
        for (int d = 0; d < centre.Length; d++)
        {
            unit[d] = (action[d] - centre[d]) / reach[d];
        }
    }
}
