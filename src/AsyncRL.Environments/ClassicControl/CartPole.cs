namespace AsyncRL.Environments.ClassicControl;

/// <summary>
/// CartPole: push a cart left or right so that the pole on it stays up (Barto, Sutton and Anderson 1983), equal to Gymnasium's
/// <c>CartPole-v1</c> step by step. The time limit is the registry's.
/// </summary>
/// <remarks>
/// Observation: cart position (m), cart velocity (m/s), pole angle (rad), pole angular velocity (rad/s). Actions: 0 pushes left,
/// 1 right, with 10 N. Reward: 1 every step; by Sutton and Barto's rule 0, and -1 in the last. Terminates when the cart is more
/// than 2.4 m off centre or the pole more than 12 degrees off upright.
/// Without velocities the observation is position and angle only: the rest must be remembered.
/// </remarks>
public sealed class CartPole : DiscreteEnvironment, IDrawable
{
    private readonly CartPoleModel model = new();
    private readonly bool showVelocities;
    private readonly bool suttonBartoReward;

    /// <summary>Creates the environment.</summary>
    /// <param name="showVelocities">Whether the two velocities are part of the observation.</param>
    /// <param name="suttonBartoReward">Whether only the last step is rewarded, with -1, as in Sutton and Barto's book.</param>
    public CartPole(
        [EnvironmentOption("Whether the two velocities are part of the observation.")] bool showVelocities = true,
        [EnvironmentOption("Whether the reward is 0 per step and -1 at the last, as in Sutton and Barto's book, instead of 1.")]
        bool suttonBartoReward = false)
        : base(ObservationBox(showVelocities), actions: 2)
    {
        this.showVelocities = showVelocities;
        this.suttonBartoReward = suttonBartoReward;
    }

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => CartPoleModel.PreferredSize;

    /// <inheritdoc/>
    public double FramesPerSecond => 50;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames { get; } = ["left", "right"];

    internal CartPoleModel Model => model;

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        model.Save(writer);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        model.Load(reader);
    }

    /// <inheritdoc/>
    public void Draw(PixelCanvas canvas) => model.Draw(canvas);

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        model.Reset(Random);
        Observe(observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(int action, Span<float> observation)
    {
        bool fallen = model.Step(action);
        Observe(observation);
        double reward = !suttonBartoReward ? 1 : fallen ? -1 : 0;
        return new StepResult(reward, fallen);
    }

    private static Box ObservationBox(bool showVelocities)
    {
        const float Position = 2 * CartPoleModel.PositionLimit;
        const float Angle = (float)(2 * CartPoleModel.AngleLimit);
        return showVelocities
            ? new Box(
                [-Position, float.NegativeInfinity, -Angle, float.NegativeInfinity],
                [Position, float.PositiveInfinity, Angle, float.PositiveInfinity])
            : new Box([-Position, -Angle], [Position, Angle]);
    }

    private void Observe(Span<float> observation)
    {
        observation[0] = (float)model.Position;
        if (!showVelocities)
        {
            observation[1] = (float)model.Angle;
            return;
        }

        observation[1] = (float)model.Velocity;
        observation[2] = (float)model.Angle;
        observation[3] = (float)model.AngularVelocity;
    }
}
