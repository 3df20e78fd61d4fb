using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;

namespace AsyncRL.Objectives;

/// <summary>
/// The two networks of random network distillation and the columns that their inputs and outputs travel in: the random target f,
/// which never changes, and the predictor f^, which learns what f says of whatever is seen (Burda et al. 2018, section 2.2).
/// Immutable.
/// </summary>
internal sealed class NoveltyNetworks
{
    private const string PredictorPart = "predictor", TargetPart = "target";

    // Behind the network that acts.
    private const int PredictorIndex = 1, TargetIndex = 2;

    private readonly RndOptions options;
    private readonly int frames;
    private readonly int channels;
    private readonly Column<float> inputs;
    private readonly Column<float> features;

    /// <summary>Describes the networks.</summary>
    /// <param name="options">Their sizes.</param>
    /// <param name="observations">What the acting network reads.</param>
    /// <param name="frames">Observations that each of these consists of, along its last axis.</param>
    public NoveltyNetworks(RndOptions options, Space observations, int frames)
    {
        this.options = options;
        this.frames = frames;
        channels = frames == 1 ? 1 : observations.Shape[^1] / frames;
        InputLength = observations.FlatLength / frames;
        inputs = new Column<float>("novelty_inputs", use: ColumnUse.Played, length: InputLength);
        features = new Column<float>("novelty_features", length: options.Features);
    }

    /// <summary>Numbers that both networks read.</summary>
    public int InputLength { get; }

    /// <summary>The columns.</summary>
    public IReadOnlyList<Column> Columns => [inputs, features];

    /// <summary>The model: the network that acts, the predictor and its target.</summary>
    /// <param name="acting">The network that acts.</param>
    /// <param name="networks">Makes the others.</param>
    /// <returns>The model. The predictor is trained by a group of its own, and the target by none.</returns>
    public ModelDescription CreateModel(NetworkDescription acting, NetworkFactory networks)
    {
        var head = new Head("features", options.Features, MathF.Sqrt(2f));
        return new ModelDescription(
            [
                new NetworkPart("actor", acting),
                new NetworkPart(
                    PredictorPart,
                    CreateFeatures(networks, [.. options.Hidden, .. options.PredictorHidden], head))
                {
                    Group = PredictorPart,
                },
                new NetworkPart(TargetPart, CreateFeatures(networks, options.Hidden, head))
                {
                    Group = TargetPart,
                },
            ],
            [
                new ParameterGroup(PredictorPart) { LearningRate = options.LearningRate },
                new ParameterGroup(TargetPart) { Frozen = true },
            ]);
    }

    /// <summary>f^.</summary>
    /// <param name="model">A model of <see cref="CreateModel"/>.</param>
    public static Network PredictorOf(Model model) => model[PredictorIndex];

    /// <summary>f.</summary>
    /// <param name="model">A model of <see cref="CreateModel"/>.</param>
    public static Network TargetOf(Model model) => model[TargetIndex];

    /// <summary>x: the whitened observation that a row's step led to [<see cref="InputLength"/>].</summary>
    /// <param name="rollout">Holds it.</param>
    /// <param name="row">The row.</param>
    public Span<float> InputOf(Rollout rollout, int row) => rollout[inputs].Slice(row * InputLength, InputLength);

    /// <summary>f(x) of a row [features].</summary>
    /// <param name="rollout">Holds it.</param>
    /// <param name="row">The row.</param>
    public Span<float> FeaturesOf(Rollout rollout, int row) =>
        rollout[features].Slice(row * options.Features, options.Features);

    /// <summary>Copies the newest of the observations that the acting network reads at once.</summary>
    /// <param name="stacked">What it reads.</param>
    /// <param name="newest">Receives one observation [<see cref="InputLength"/>].</param>
    public void CopyNewest(ReadOnlySpan<float> stacked, Span<float> newest)
    {
        if (frames == 1)
        {
            stacked.CopyTo(newest);
            return;
        }

        int wide = frames * channels;
        for (int pixel = 0; pixel < newest.Length / channels; pixel++)
        {
            stacked.Slice((pixel + 1) * wide - channels, channels).CopyTo(newest[(pixel * channels)..]);
        }
    }

    /// <summary>The mean of the squared differences of two lists of features.</summary>
    /// <param name="predicted">f^(x).</param>
    /// <param name="features">f(x).</param>
    /// <returns>The mean.</returns>
    public static float Error(ReadOnlySpan<float> predicted, ReadOnlySpan<float> features)
    {
        float sum = 0f;
        for (int k = 0; k < features.Length; k++)
        {
            float difference = predicted[k] - features[k];
            sum += difference * difference;
        }

        return sum / features.Length;
    }

    private NetworkDescription CreateFeatures(NetworkFactory networks, IReadOnlyList<int> hidden, Head head)
    {
        try
        {
            return networks.CreateFeatures(frames, options.Conv, hidden, head);
        }
        catch (ArgumentException e) when (options.Conv is { Count: > 0 })
        {
            throw networks.CannotRead("rnd.conv", options.Conv, e);
        }
    }
}
