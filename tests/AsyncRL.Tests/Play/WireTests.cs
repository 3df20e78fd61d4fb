using System.IO.Pipes;
using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Observations;
using AsyncRL.Play;
using AsyncRL.Policies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Play;

/// <summary>A player that has nothing but a connection to another process, which a thread stands for here.</summary>
public sealed class WireTests
{
    private const int Ticks = 7;
    private const long Limit = 1_003; // no multiple of a segment

    private static readonly VTrace Objective = new(
        new CategoricalPolicy(2), gamma: 0.99f, lambda: 1f, beta: 0.01f, valueCoefficient: 0.5f, rhoBar: 1f, cBar: 1f,
        corrects: true);

    private static readonly Column<int> Life = new("life", ColumnScope.Slot, ColumnUse.Played, length: 2);

    private static readonly ModelDescription Description = new(
        new NetworkDescription([4], [new DenseLayer(16, Activation.Tanh), new LstmLayer(8)], Objective.Heads));

    [Fact]
    public void ThePlayerBehindAConnectionPlaysAndSendsWhatALocalOneDoes()
    {
        Teacher local = NewTeacher(), remote = NewTeacher();
        PlayLocally(local);
        Dictionary<WireRequest, int> requests = PlayBehindConnection(remote);

        Assert.Equal(Limit, local.Steps);
        Assert.Equal(Limit, remote.Steps);
        Assert.True(local.Segments.Count > 40);
        Assert.Equal(local.Segments.Count, remote.Segments.Count);
        foreach ((Dictionary<string, Array> expected, Dictionary<string, Array> found) in local.Segments.Zip(remote.Segments))
        {
            Assert.Equal(expected.Keys, found.Keys);
            Assert.All(expected.Keys, name => Assert.Equal(expected[name], found[name]));
        }

        Assert.Equal(local.Theta, remote.Theta);
        Assert.Contains(Column.LogProbabilities.Name, remote.Segments[0].Keys);
        Assert.Contains(Life.Name, remote.Segments[0].Keys);
        Assert.DoesNotContain(Column.Advantages.Name, remote.Segments[0].Keys);
        Assert.Contains(remote.Segments, s => s["final_observation"].Length > 0);
        Assert.Contains(remote.Segments, s => ((bool[])s["terminated"]).Contains(true));

        // One request for parameters and one for steps per segment, and a last one that is denied.
        Assert.Equal(local.Segments.Count, requests[WireRequest.Parameters]);
        Assert.Equal(local.Segments.Count + 1, requests[WireRequest.Claim]);
        Assert.Equal(local.Segments.Count, requests[WireRequest.Experience]);
    }

    [Fact]
    public void APlayerThatGetsOtherParametersPlaysDifferently()
    {
        Teacher one = NewTeacher(), other = NewTeacher();
        for (int i = 0; i < other.Theta.Length; i++)
        {
            other.Theta[i] *= -2;
        }

        PlayLocally(one);
        PlayBehindConnection(other);
        Assert.NotEqual(one.Segments[0][Column.LogProbabilities.Name], other.Segments[0][Column.LogProbabilities.Name]);
        Assert.NotEqual(one.Segments.SelectMany(s => (int[])s["action"]), other.Segments.SelectMany(s => (int[])s["action"]));
    }

    [Fact]
    public void APlayerThatIsNotToldHowMuchItsNetworkRemembersIsRefused()
    {
        Model model = NewModel();
        var ports = new TeacherPorts(NewTeacher(), model.Parameters);
        ArgumentException error = Assert.Throws<ArgumentException>(() => NewPlayer(model, ports, ports, ports, memoryLength: 0));
        Assert.Contains("remembers 16 numbers", error.Message, StringComparison.Ordinal);
        Assert.Contains("MemoryLength is 0", error.Message, StringComparison.Ordinal);
    }

    private static Model NewModel() =>
        new(Description, new ParameterVector(Description.Parameters), (Ticks + 1) * 3, learns: false, lanes: 3);

    private static void PlayLocally(Teacher teacher)
    {
        Model model = NewModel();
        var ports = new TeacherPorts(teacher, model.Parameters);
        Play(NewPlayer(model, ports, ports, ports), model, ports.Send);
    }

    private static Dictionary<WireRequest, int> PlayBehindConnection(Teacher teacher)
    {
        using var toServer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var fromPlayer = new AnonymousPipeClientStream(PipeDirection.In, toServer.ClientSafePipeHandle);
        using var toPlayer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var fromServer = new AnonymousPipeClientStream(PipeDirection.In, toPlayer.ClientSafePipeHandle);
        using var server = new WireServer(fromPlayer, toPlayer, teacher);
        Exception? fault = null;
        var serving = new Thread(() => fault = Record.Exception(server.Serve)) { IsBackground = true };
        serving.Start();

        Model model = NewModel();
        using (var ports = new WirePorts(toServer, fromServer, model.Parameters))
        {
            Play(NewPlayer(model, ports, ports, ports), model, ports.Send);
        }

        serving.Join();
        Assert.Null(fault);
        return server.Requests;
    }

    // Segment by segment to the limit; the last one is sent as far as it was played.
    private static void Play(Player player, Model model, Action<Player> send)
    {
        while (player.Play())
        {
            HandOver();
        }

        HandOver();

        void HandOver()
        {
            Objective.NoteBehaviour(player.Rollout, model.Network);
            send(player);
            player.EndSegment();
        }
    }

    private static Player NewPlayer(
        Model model, IParameterSource parameters, IExperienceSink sink, IStepBudget steps, int memoryLength = 16)
    {
        Environment[] worlds = [.. Enumerable.Range(0, 3).Select(_ => Cart())];
        ExperienceSchema schema = ExperienceSchema.For(worlds[0], [.. Objective.Columns, Life]);
        var rollout = new Rollout(schema, Ticks, worlds.Length);
        var encoding = new ObservationEncoding(worlds[0].ObservationSpace, convolves: false);
        var plan = new PlayPlan("Cart", encoding, schema, new TrainingOptions { Seed = 5 })
        {
            CreateShaping = _ => [new LifeNotes()],
        };
        return new Player(new PlayerParts
        {
            Id = 0,
            Plan = plan,
            Environments = worlds,
            Slots = model.Network,
            Rollout = rollout,
            Policy = new NetworkPolicy(model.Network, new PolicySampling(new CategoricalPolicy(2)), Pcg64.FromSeed(3)),
            Parameters = parameters,
            Sink = sink,
            Steps = steps,
            MemoryLength = memoryLength,
        });
    }

    private static TimeLimit Cart() => new TimeLimit(EnvironmentRegistry.Default.Make("CartPole-v1"), 17);

    private static Teacher NewTeacher()
    {
        var theta = new float[Description.Parameters.Length];
        Description.Initialize(theta, Initialization.FanInUniform, new Random(4).NextDouble);
        return new Teacher(theta, Limit);
    }

    // Of every state its environment, and how many steps it is old.
    private sealed class LifeNotes : Shaping
    {
        public override void Stepped(Player player, int row, in StepResult result)
        {
            int lane = row % player.Rollout.Environments, next = row + player.Rollout.Environments;
            Span<int> life = player.Rollout.Of(Life);
            life[next * 2] = lane;
            life[next * 2 + 1] = result.EpisodeEnded ? 0 : life[row * 2 + 1] + 1;
        }
    }
}
