using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace OwnAlgorithm.Tests;

/// <summary>A draw of random transitions with two random models, as a replay learner hands it to the objective.</summary>
internal sealed class Minibatch
{
    public const int Actions = 4;
    public const int Rows = 24;

    private readonly Pcg64 unused = new(new SeedSequence(1));

    public Minibatch(MunchausenOptions options, bool masks = false, float scale = 1f)
    {
        Options = options;
        Objective = new MunchausenQ(new Discrete(Actions), options);
        var network = new NetworkDescription([3], [new DenseLayer(8, Activation.Tanh)], Objective.Heads);
        var description = new ModelDescription(network);
        var random = new Random(7);
        Model[] models = [.. Enumerable.Range(0, 2).Select(i => Create(description, random, learns: i == 0, scale))];
        (Model, Target) = (models[0], models[1]);
        var schema = new ExperienceSchema(new Box(-2f, 2f, 3), new Discrete(Actions), masks ? Actions : 0, Objective.Columns);
        Batch = new Rollout(schema, ticks: 1, environments: Rows) { Rows = Rows };
        for (int slot = 0; slot < 2 * Rows; slot++)
        {
            foreach (ref float x in Model.Network.Input(slot))
            {
                x = random.NextSingle() * 4 - 2;
            }

            Model.Network.Input(slot).CopyTo(Target.Network.Input(slot));
            Span<bool> legal = Batch.Legal(slot);
            for (int a = 0; a < legal.Length; a++)
            {
                legal[a] = random.Next(2) == 0;
            }
        }

        for (int i = 0; i < Rows; i++)
        {
            Batch.Actions[i] = random.Next(Actions);
            Batch.Rewards[i] = random.NextSingle() * 6 - 3;
            Batch[Column.Discounts][i] = i % 4 == 0 ? 0 : random.NextSingle();
            Batch[Column.ImportanceWeights][i] = random.NextSingle();
            if (masks)
            {
                Batch.Legal(i)[Batch.Actions[i]] = true;
                Batch.Legal(Rows + i)[random.Next(Actions)] = true;
            }
        }
    }

    public MunchausenOptions Options { get; }

    public MunchausenQ Objective { get; }

    public Model Model { get; }

    public Model Target { get; }

    public Rollout Batch { get; }

    public void Learn() => Objective.Learn(Batch, Model, Target, update: 0, unused);

    /// <summary>The paper's equation as printed, in doubles: a row's target from the target network's outputs.</summary>
    public double NaiveTarget(int i)
    {
        double tau = Options.Tau;
        (double[] q, double[] p) = Policy(i);
        double logPolicy = tau * Math.Log(p[Batch.Actions[i]]);
        double y = Batch.Rewards[i] + Options.Alpha * Math.Min(0, Math.Max(Options.LowerBound, logPolicy));
        if (Batch[Column.Discounts][i] == 0)
        {
            return y;
        }

        (q, p) = Policy(Rows + i);
        double sum = 0;
        for (int a = 0; a < Actions; a++)
        {
            sum += p[a] == 0 ? 0 : p[a] * (q[a] - tau * Math.Log(p[a]));
        }

        return y + Batch[Column.Discounts][i] * sum;
    }

    // Q of the target network and pi = softmax(Q / tau) over the legal actions, the textbook's way.
    private (double[] Q, double[] Probabilities) Policy(int slot)
    {
        double[] q = [.. Target.Network.Output(slot, 0).ToArray().Select(x => (double)x)];
        double[] powers = [.. q.Select((x, a) => IsLegal(slot, a) ? Math.Exp(x / Options.Tau) : 0)];
        return (q, [.. powers.Select(p => p / powers.Sum())]);
    }

    private bool IsLegal(int slot, int a) => Batch.MaskWidth == 0 || Batch.Legal(slot)[a];

    private static Model Create(ModelDescription description, Random random, bool learns, float scale)
    {
        var theta = new ParameterVector(description.Parameters);
        description.Initialize(theta.Span, Initialization.FanInUniform, random.NextDouble);
        foreach (ref float x in theta.Span)
        {
            x *= scale;
        }

        return new Model(description, theta, 2 * Rows, learns);
    }
}
