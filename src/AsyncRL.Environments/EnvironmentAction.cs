using System.Globalization;

namespace AsyncRL.Environments;

/// <summary>
/// An action on its way into an environment: an integer, several integers, or a run of real numbers; it
/// converts from any of them by itself.
/// </summary>
public readonly ref struct EnvironmentAction
{
    /// <summary>Creates a discrete action.</summary>
    /// <param name="action">The choice, from the space's start on.</param>
    public EnvironmentAction(int action) => Discrete = action;

    /// <summary>Creates an action of several choices.</summary>
    /// <param name="action">One integer per choice, from 0; the environment reads them during the step only.</param>
    public EnvironmentAction(ReadOnlySpan<int> action)
    {
        Choices = action;
        Kind = ActionKind.Choices;
    }

    /// <summary>Creates a continuous action.</summary>
    /// <param name="action">The numbers; the environment reads them during the step only.</param>
    public EnvironmentAction(ReadOnlySpan<float> action)
    {
        Continuous = action;
        Kind = ActionKind.Continuous;
    }

    /// <summary>The form of the action.</summary>
    public ActionKind Kind { get; }

    /// <summary>The integer of a discrete action; 0 for others.</summary>
    public int Discrete { get; }

    /// <summary>The integers of an action of several choices; empty for others.</summary>
    public ReadOnlySpan<int> Choices { get; }

    /// <summary>The numbers of a continuous action; empty for others.</summary>
    public ReadOnlySpan<float> Continuous { get; }

    /// <summary>A discrete action from its integer.</summary>
    /// <param name="action">The choice.</param>
    public static implicit operator EnvironmentAction(int action) => new(action);

    /// <summary>An action of several choices from its integers.</summary>
    /// <param name="action">One integer per choice.</param>
    public static implicit operator EnvironmentAction(ReadOnlySpan<int> action) => new(action);

    /// <summary>An action of several choices from its integers.</summary>
    /// <param name="action">One integer per choice.</param>
    public static implicit operator EnvironmentAction(Span<int> action) => new(action);

    /// <summary>An action of several choices from its integers.</summary>
    /// <param name="action">One integer per choice.</param>
    public static implicit operator EnvironmentAction(int[] action) => new(action.AsSpan());

    /// <summary>A continuous action from its numbers.</summary>
    /// <param name="action">The numbers.</param>
    public static implicit operator EnvironmentAction(ReadOnlySpan<float> action) => new(action);

    /// <summary>A continuous action from its numbers.</summary>
    /// <param name="action">The numbers.</param>
    public static implicit operator EnvironmentAction(Span<float> action) => new(action);

    /// <summary>A continuous action from its numbers.</summary>
    /// <param name="action">The numbers.</param>
    public static implicit operator EnvironmentAction(float[] action) => new(action.AsSpan());

    /// <summary>A discrete action from its integer.</summary>
    /// <param name="action">The choice.</param>
    public static EnvironmentAction FromInt32(int action) => new(action);

    /// <summary>An action of several choices from its integers.</summary>
    /// <param name="action">One integer per choice.</param>
    public static EnvironmentAction FromSpan(ReadOnlySpan<int> action) => new(action);

    /// <summary>A continuous action from its numbers.</summary>
    /// <param name="action">The numbers.</param>
    public static EnvironmentAction FromSpan(ReadOnlySpan<float> action) => new(action);

    /// <summary>The action as text: <c>3</c>, <c>[0, 2]</c> or <c>[0.25, -1]</c> (four significant digits).</summary>
    public override string ToString() => Kind switch
    {
        ActionKind.Discrete => Discrete.ToString(CultureInfo.InvariantCulture),
        ActionKind.Choices => $"[{string.Join(", ", Choices.ToArray())}]",
        _ => $"[{string.Join(", ", Continuous.ToArray().Select(x => x.ToString("G4", CultureInfo.InvariantCulture)))}]",
    };
}
