namespace AsyncRL.Environments;

/// <summary>An action on its way into an environment: an index, or a run of numbers; it converts from either by itself.</summary>
public readonly ref struct EnvironmentAction
{
    /// <summary>Creates a discrete action.</summary>
    /// <param name="action">The index of the choice, 0 to n - 1.</param>
    public EnvironmentAction(int action) => Discrete = action;

    /// <summary>Creates a continuous action.</summary>
    /// <param name="action">The numbers; the environment reads them during the step only.</param>
    public EnvironmentAction(ReadOnlySpan<float> action)
    {
        Continuous = action;
        IsContinuous = true;
    }

    /// <summary>The index of a discrete action; 0 for a continuous one.</summary>
    public int Discrete { get; }

    /// <summary>The numbers of a continuous action; empty for a discrete one.</summary>
    public ReadOnlySpan<float> Continuous { get; }

    /// <summary>Whether the action is a run of numbers.</summary>
    public bool IsContinuous { get; }

    /// <summary>A discrete action from its index.</summary>
    /// <param name="action">The index of the choice.</param>
    public static implicit operator EnvironmentAction(int action) => new(action);

    /// <summary>A continuous action from its numbers.</summary>
    /// <param name="action">The numbers.</param>
    public static implicit operator EnvironmentAction(ReadOnlySpan<float> action) => new(action);

    /// <summary>A continuous action from its numbers.</summary>
    /// <param name="action">The numbers.</param>
    public static implicit operator EnvironmentAction(Span<float> action) => new(action);

    /// <summary>A continuous action from its numbers.</summary>
    /// <param name="action">The numbers.</param>
    public static implicit operator EnvironmentAction(float[] action) => new(action.AsSpan());

    /// <summary>A discrete action from its index.</summary>
    /// <param name="action">The index of the choice.</param>
    public static EnvironmentAction FromInt32(int action) => new(action);

    /// <summary>A continuous action from its numbers.</summary>
    /// <param name="action">The numbers.</param>
    public static EnvironmentAction FromSpan(ReadOnlySpan<float> action) => new(action);
}
