using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Neural.Tests;
using AsyncRL.Objectives;
using AsyncRL.Observations;
using AsyncRL.Policies;

namespace AsyncRL.Tests.Objectives;

/// <summary>
/// What an objective with an actor and critics Q(s, a) learns from, with every network written out naively: theta and theta- are
/// different, and every fourth row is terminal.
/// </summary>
internal sealed class NaiveActorCritic
{
    public const int Rows = 11;

    public const string Actor = "actor";

    private static readonly float[] Low = [-2f, 100f], High = [1f, 200f];

    private readonly Dictionary<string, NaiveNetwork> learning;
    private readonly Dictionary<string, NaiveNetwork> targets;

    /// <param name="world">"numbers" or "image".</param>
    /// <param name="create">Makes the objective.</param>
    public NaiveActorCritic(string world, Func<ActionBounds, ReplayObjective> create)
    {
        Space observations = world == "numbers"
            ? new Box(-1f, 1f, 3)
            : new DictSpace(("wind", new Box(-1f, 1f, 2)), ("camera", new Box(ElementType.UInt8, 0, 255, 5, 5, 1)));
        var actions = new Box(Low, High);
        Objective = create(new ActionBounds(actions, "a test"));
        var options = new NetworkOptions { Conv = world == "numbers" ? [] : ["3x3/1"], Hidden = [7, 5], Activation = "tanh" };
        ModelDescription description = Objective.CreateModel(
            new NetworkFactory(options, new ObservationEncoding(observations, convolves: world == "image")));
        var random = new Random(6);
        (Model, learning) = Create(description, learns: true, random);
        (Target, targets) = Create(description, learns: false, random);
        Batch = new Rollout(new ExperienceSchema(observations, actions, maskWidth: 0, Objective.Columns), ticks: 1, Rows)
        {
            Rows = Rows,
        };
        Fill(random);
    }

    public static TheoryData<string> Worlds => ["numbers", "image"];

    public ReplayObjective Objective { get; }

    public Model Model { get; }

    public Model Target { get; }

    public Rollout Batch { get; }

    public int[] TerminalRows => [.. Enumerable.Range(0, Rows).Where(i => Batch[Column.Discounts][i] == 0f)];

    /// <summary>The generator that <see cref="Learn"/> draws from, in its first state.</summary>
    public static Pcg64 NewGenerator() => new(new SeedSequence(1));

    public LossSums Learn(long update = 0) => Objective.Learn(Batch, Model, Target, update, NewGenerator());

    /// <summary>Mean of a loss over all rows.</summary>
    public static double Mean(Func<int, double> loss) => Enumerable.Range(0, Rows).Average(loss);

    /// <summary>A reported loss, per row.</summary>
    public double Reported(in LossSums sums, string tag)
    {
        for (int i = 0; i < Objective.Losses.Count; i++)
        {
            if (Objective.Losses[i].Tag == tag)
            {
                return sums[i] / Rows;
            }
        }

        throw new ArgumentException(tag);
    }

    public double[] State(int i) => [.. Model.Network.Input(i).ToArray().Select(x => (double)x)];

    public double[] Next(int i) => State(Rows + i);

    /// <summary>The action that was taken, in units of its bounds.</summary>
    public double[] Taken(int i) =>
        [.. Batch.Action(i).ToArray().Select((a, d) => (a - (Low[d] + High[d]) / 2.0) / ((High[d] - Low[d]) / 2.0))];

    /// <summary>The outputs of the actor, one head after the other.</summary>
    public double[] Act(double[] state) => learning[Actor].Forward(state);

    /// <summary>The outputs of theta-'s actor.</summary>
    public double[] ActTarget(double[] state) => targets[Actor].Forward(state);

    /// <summary>Q(s, a): the action stands behind the observation.</summary>
    public double Value(string critic, double[] state, double[] action) => learning[critic].Forward([.. state, .. action])[0];

    /// <summary>Q'(s, a) of theta-.</summary>
    public double TargetValue(string critic, double[] state, double[] action) =>
        targets[critic].Forward([.. state, .. action])[0];

    /// <summary>r + discount V(s'), whose value is not asked for behind a terminal state.</summary>
    public double Bootstrap(int i, Func<double> next)
    {
        double discount = Batch[Column.Discounts][i];
        return Batch.Rewards[i] + (discount == 0 ? 0 : discount * next());
    }

    /// <summary>Compares a part's gradient with central differences of a loss, parameter by parameter.</summary>
    public void Compare(string part, Func<double> loss)
    {
        const double Step = 1e-5;
        int told = 0;
        foreach ((string name, double[] values) in learning[part].Tensors)
        {
            ParameterView view = Model.Description.Parameters[$"{part}.{name}"];
            var gradient = new float[view.Count];
            view.CopyTo(Model.Gradient.Span, gradient);
            for (int k = 0; k < values.Length; k++)
            {
                double original = values[k];
                values[k] = original + Step;
                double up = loss();
                values[k] = original - Step;
                double down = loss();
                values[k] = original;
                double expected = (up - down) / (2 * Step);
                Assert.True(
                    Math.Abs(expected - gradient[k]) <= 1e-5 + 1e-3 * Math.Abs(expected),
                    $"{part}.{name}[{k}]: {expected} against {gradient[k]}");
                told += Math.Abs(expected) > 1e-3 ? 1 : 0;
            }
        }

        Assert.True(told > 40, $"only {told} of the gradients are not almost zero, so the comparison says little");
    }

    /// <summary>Learns with no number in the states behind terminal ones, which must change nothing.</summary>
    /// <param name="create">Makes the same world anew.</param>
    /// <param name="update">Number of the update.</param>
    public static void AssertTerminalRowsAreNotRead(Func<NaiveActorCritic> create, long update)
    {
        NaiveActorCritic clean = create(), world = create();
        clean.Learn(update);
        foreach (int i in world.TerminalRows)
        {
            world.Model.Network.Input(Rows + i).Fill(float.NaN);
            world.Target.Network.Input(Rows + i).Fill(float.NaN);
        }

        world.Learn(update);
        Assert.NotEmpty(world.TerminalRows);
        Assert.Equal(clean.Batch[Column.Returns].ToArray(), world.Batch[Column.Returns].ToArray());
        Assert.Equal(clean.Model.Gradient.Span.ToArray(), world.Model.Gradient.Span.ToArray());
        Assert.All(world.TerminalRows, i => Assert.Equal(world.Batch.Rewards[i], world.Batch[Column.Returns][i]));
    }

    /// <summary>Learning writes gradients, and no parameters of theta or theta-.</summary>
    /// <param name="update">Number of the update.</param>
    public void AssertLearningLeavesParametersAlone(long update)
    {
        float[] theta = Model.Parameters.Span.ToArray(), target = Target.Parameters.Span.ToArray();
        Learn(update);
        Assert.Equal(theta, Model.Parameters.Span.ToArray());
        Assert.Equal(target, Target.Parameters.Span.ToArray());
    }

    /// <summary>
    /// Shifts a critic, of theta and of theta-, to the other's mean value, so that now this and now that one is the lesser.
    /// </summary>
    /// <param name="critic">The critic that is shifted.</param>
    /// <param name="other">The other.</param>
    public void Level(string critic, string other)
    {
        Shift(Model, learning, Mean(i => Value(other, State(i), Taken(i)) - Value(critic, State(i), Taken(i))));
        Shift(Target, targets, Mean(i => TargetValue(other, Next(i), Taken(i)) - TargetValue(critic, Next(i), Taken(i))));

        void Shift(Model model, Dictionary<string, NaiveNetwork> networks, double by)
        {
            double[] bias = networks[critic].Tensors["q.bias"];
            bias[0] = (float)(bias[0] + by);
            model.Description.Parameters[$"{critic}.q.bias"].CopyFrom(model.Parameters.Span, [(float)bias[0]]);
        }
    }

    /// <summary>The learning rate of a part where the run's is 0.001.</summary>
    public float RateOf(string part)
    {
        var rates = new float[Model.Description.Groups.Count];
        Model.Description.LearningRatesAt(LearningRateSchedule.Constant, 1e-3, 0, 100, rates);
        return rates[Model.Description.GroupOf(Model.Description.IndexOf(part))];
    }

    private static (Model Model, Dictionary<string, NaiveNetwork> Networks) Create(
        ModelDescription description, bool learns, Random random)
    {
        var theta = new ParameterVector(description.Parameters);
        foreach (ParameterView view in description.Parameters.Views)
        {
            view.CopyFrom(theta.Span, [.. Enumerable.Range(0, view.Count).Select(_ => random.NextSingle() * 1.2f - 0.6f)]);
        }

        var model = new Model(description, theta, 2 * Rows, learns);
        return (model, description.Parts.OfType<NetworkPart>().ToDictionary(
            p => p.Name, p => new NaiveNetwork(p.Network, model[p.Name].Parameters)));
    }

    private void Fill(Random random)
    {
        for (int slot = 0; slot < 2 * Rows; slot++)
        {
            foreach (ref float x in Model.Network.Input(slot))
            {
                x = random.NextSingle() * 2 - 1;
            }

            Model.Network.Input(slot).CopyTo(Target.Network.Input(slot));
        }

        for (int i = 0; i < Rows; i++)
        {
            for (int d = 0; d < Low.Length; d++)
            {
                Batch.Action(i)[d] = Low[d] + random.NextSingle() * (High[d] - Low[d]);
            }

            Batch.Rewards[i] = random.NextSingle() * 4 - 2;
            Batch[Column.Discounts][i] = i % 4 == 1 ? 0f : 0.9f + 0.09f * random.NextSingle();
            Batch[Column.ImportanceWeights][i] = 0.2f + random.NextSingle();
        }
    }
}
