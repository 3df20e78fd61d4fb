namespace AsyncRL.Environments.Diagnostic;

/// <summary>
/// Bandit: of several slot machines with unknown means, find and keep pulling the best (the testbed of Sutton and Barto,
/// "Reinforcement Learning: An Introduction", 2nd edition, section 2.3). The time limit is the registry's: 1,000 pulls, as in the
/// book's figures.
/// </summary>
/// <remarks>
/// <para>Observation: one number that is always 1; there is nothing to see. Actions: the arms. Reward: a draw from a normal
/// distribution about the arm's mean with variance 1. Nothing terminates.</para>
/// <para>The means are themselves drawn from the standard normal distribution: one draw of all of them is a problem. Unless a
/// problem is named, a reset with a seed draws a new one, and a reset without goes on with the old: one instance then keeps its
/// problem over its episodes, and two instances with different seeds have different ones. Each is a run of the book's testbed,
/// but what one learnt helps no other: neither another actor nor an evaluation. A named problem is the same in all instances and
/// whatever the seed, which then decides the noise only. Problem n is the one that a reset with the seed n draws.</para>
/// <para>Random play returns the average of the means a pull, 0 over all problems; the best arm of ten has a mean of 1.54 on
/// average. What a pull of arm a costs against the best is the regret, <see cref="BestMean"/> less <c>Means[a]</c>.</para>
/// </remarks>
public sealed class Bandit : DiscreteEnvironment, IDrawable
{
    private const int NotPulled = -1;

    private readonly double[] means;
    private readonly bool named;
    private bool drawn;
    private int best;
    private int lastArm = NotPulled;
    private double lastReward;

    /// <summary>Creates a bandit.</summary>
    /// <param name="arms">How many arms there are, at least 1.</param>
    /// <param name="problem">The seed that the means are drawn from, once for ever; null draws them from the environment's own
    /// generator at every reset with a seed.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="arms"/> is below 1.</exception>
    public Bandit(
        [EnvironmentOption("Arms.", Min = 1)] int arms = 10,
        [EnvironmentOption("Seed from which the arms' means are drawn once; with none, each seeded reset draws new ones.")]
        ulong? problem = null)
        : base(new Box(0, 1, 1), CheckedArms(arms))
    {
        means = new double[arms];
        if (problem is { } seed)
        {
            named = true;
            DrawMeans(Pcg64.FromSeed(seed));
        }
    }

    /// <summary>The arms' mean rewards, one each.</summary>
    /// <exception cref="InvalidOperationException">There are none before the first reset of a bandit without a named
    /// problem.</exception>
    public ReadOnlySpan<double> Means => drawn
        ? means
        : throw new InvalidOperationException(
            $"The means of {nameof(Bandit)} are drawn at its first reset, and there was none yet; call Reset first.");

    /// <summary>The arm with the highest mean.</summary>
    /// <exception cref="InvalidOperationException">There is none before the first reset of a bandit without a named
    /// problem.</exception>
    public int BestArm => Means.IndexOf(BestMean);

    /// <summary>The highest mean: what a pull is worth to those who know.</summary>
    /// <exception cref="InvalidOperationException">There is none before the first reset of a bandit without a named
    /// problem.</exception>
    public double BestMean => Means[best];

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => (means.Length * 4, 24);

    /// <inheritdoc/>
    public double FramesPerSecond => 10;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames => [.. Enumerable.Range(0, means.Length).Select(arm => $"arm {arm}")];

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(means.Length);
        writer.Write(drawn);
        foreach (double mean in means)
        {
            writer.Write(mean);
        }

        writer.Write(lastArm);
        writer.Write(lastReward);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        int arms = reader.ReadInt32();
        if (arms != means.Length)
        {
            throw new InvalidDataException(
                $"The saved state of {nameof(Bandit)} has {arms} arms, but this bandit has {means.Length}; " +
                "load it into one with as many.");
        }

        drawn = reader.ReadBoolean();
        for (int arm = 0; arm < arms; arm++)
        {
            double mean = reader.ReadDouble();
            if (named && mean != means[arm])
            {
                throw new InvalidDataException(
                    $"The saved state of {nameof(Bandit)} has an arm {arm} with the mean {mean}, " +
                    $"but this problem's has {means[arm]}; load it into a bandit of the same problem.");
            }

            means[arm] = mean;
        }

        FindBest();
        lastArm = reader.ReadInt32();
        lastReward = reader.ReadDouble();
        if (lastArm < NotPulled || lastArm >= arms)
        {
            throw new InvalidDataException(
                $"The saved state of {nameof(Bandit)} has pulled arm {lastArm} of {arms}; the data are damaged.");
        }
    }

    /// <summary>
    /// Draws a bar from zero to the mean for each arm, the best one green, and the last pull's
    /// reward as a line across the pulled arm.
    /// </summary>
    /// <param name="canvas">Where to draw.</param>
    public void Draw(PixelCanvas canvas)
    {
        canvas.Clear(new Rgb(16, 16, 24));
        int zero = Height(canvas, 0);
        for (int arm = 0; arm < means.Length; arm++)
        {
            int left = arm * canvas.Width / means.Length, width = ((arm + 1) * canvas.Width / means.Length) - left;
            int end = Height(canvas, means[arm]);
            canvas.Fill(
                left, Math.Min(zero, end), Math.Max(width - 1, 1), Math.Abs(end - zero) + 1,
                arm == best ? new Rgb(0, 158, 115) : new Rgb(86, 86, 110));
            if (arm == lastArm)
            {
                canvas.Fill(left, Height(canvas, lastReward), width, 1, new Rgb(230, 159, 0));
            }
        }
    }

    // A reset with a seed is another problem; OnReset alone does not know whether there was one.
    private protected override void ResetCore(ulong? seed, Span<float> observation)
    {
        if (!named && seed is not null)
        {
            drawn = false;
        }

        base.ResetCore(seed, observation);
    }

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        if (!drawn)
        {
            DrawMeans(Random);
        }

        lastArm = NotPulled;
        lastReward = 0;
        observation[0] = 1;
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(int action, Span<float> observation)
    {
        lastArm = action;
        lastReward = means[action] + Random.Normal();
        observation[0] = 1;
        return new StepResult(lastReward, false);
    }

    private static int CheckedArms(int arms) => arms >= 1
        ? arms
        : throw new ArgumentOutOfRangeException(
            nameof(arms), arms, $"A bandit with {arms} arms has nothing to pull; it must have at least 1.");

    // Four standard deviations either way fill the canvas; what is beyond is drawn at the edge.
    private static int Height(PixelCanvas canvas, double value) =>
        (int)Math.Round((canvas.Height - 1) * (4 - Math.Clamp(value, -4, 4)) / 8);

    private void DrawMeans(Pcg64 random)
    {
        for (int arm = 0; arm < means.Length; arm++)
        {
            means[arm] = random.Normal();
        }

        FindBest();
        drawn = true;
    }

    private void FindBest()
    {
        best = 0;
        for (int arm = 1; arm < means.Length; arm++)
        {
            if (means[arm] > means[best])
            {
                best = arm;
            }
        }
    }
}
