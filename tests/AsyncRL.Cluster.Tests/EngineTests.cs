using System.Net;
using System.Net.Sockets;
using AsyncRL.Algorithms;
using AsyncRL.Cluster.Actors;
using AsyncRL.Cluster.Engine;
using AsyncRL.Cluster.Tests.Support;
using AsyncRL.Cluster.Wire;
using AsyncRL.Environments;
using AsyncRL.Runs;

namespace AsyncRL.Cluster.Tests;

public sealed class EngineTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("asyncrl-").FullName;

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Fact]
    public async Task AMachineWithTheTokenJoinsOverTLSAndOneWithAnotherIsRefusedWithASentence()
    {
        RunKeys keys = RunKeys.In(Path.Combine(path, "keys")), others = RunKeys.In(Path.Combine(path, "others"));
        string token = keys.Token.ToString();
        Assert.Equal(token, RunKeys.In(Path.Combine(path, "keys")).Token.ToString());
        using var learner = new LearnerRun(LearnerRun.Configure());
        learner.Hub.Settings = learner.Hub.Settings with { Secret = token };
        var address = new IPEndPoint(IPAddress.Loopback, LearnerSilo.FreePort());
        await using LearnerSilo silo = await LearnerSilo.Start(learner.Hub, address, keys.Seal);

        Task<bool> Join(string shown, int actors, string? environment) => ClusterActors.Join(
            $"{address}", shown, actors, environment, TimeSpan.FromMinutes(5), _ => { }, CancellationToken.None);

        // The certificate of one run and the secret of another.
        string mixed = Convert.ToBase64String(
            [.. Bytes(token)[..32], .. Bytes(others.Token.ToString())[32..]]).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        ClusterException wrongSecret = await Assert.ThrowsAsync<ClusterException>(
            () => Join(mixed, 1, null));
        Assert.Contains("does not take the token's secret", wrongSecret.Message, StringComparison.Ordinal);
        ClusterException otherRun = await Assert.ThrowsAsync<ClusterException>(
            () => Join(others.Token.ToString(), 1, null));
        Assert.Contains("its certificate is another one", otherRun.Message, StringComparison.Ordinal);
        ClusterException otherGame = await Assert.ThrowsAsync<ClusterException>(
            () => Join(token, 1, "Acrobot-v1"));
        Assert.Contains("trains CartPole-v1, not Acrobot-v1", otherGame.Message, StringComparison.Ordinal);

        Task<bool> joined = Join(token, 2, "CartPole-v1");
        TrainingOutcome outcome = await Task.Run(() => learner.Training.Run());
        Assert.True(await joined);
        Assert.Equal(4000, outcome.Steps);
    }

    [Fact]
    public async Task ALearnerIsReachedAtAnAddressThatIsNotTheOneItListensAt()
    {
        RunKeys keys = RunKeys.In(Path.Combine(path, "keys"));
        using var learner = new LearnerRun(LearnerRun.Configure());
        learner.Hub.Settings = learner.Hub.Settings with { Secret = keys.Token.ToString() };
        int port = LearnerSilo.FreePort();
        await using LearnerSilo silo = await LearnerSilo.Start(learner.Hub, new IPEndPoint(IPAddress.Any, port), keys.Seal);

        // Another of the machine's own addresses, as another network interface has: a silo drops what calls it by another name.
        string address = OperatingSystem.IsLinux() ? $"127.0.0.2:{port}" : $"127.0.0.1:{port}";
        Task<bool> joined = ClusterActors.Join(
            address, keys.Token.ToString(), 1, null, TimeSpan.FromMinutes(5), _ => { }, CancellationToken.None);
        TrainingOutcome outcome = await Task.Run(() => learner.Training.Run());
        Assert.True(await joined);
        Assert.Equal(4000, outcome.Steps);
    }

    [Fact]
    public async Task OfTheAddressesOfANameTheOneIsFoundAtWhichTheLearnerListens()
    {
        using var learner = new LearnerRun(LearnerRun.Configure());
        var listens = new IPEndPoint(IPAddress.Loopback, LearnerSilo.FreePort());
        await using LearnerSilo silo = await LearnerSilo.Start(learner.Hub, listens, null);
        var nobody = new IPEndPoint(IPAddress.Loopback, LearnerSilo.FreePort());
        await using ILearnerLink link = await OrleansLink.Connect([nobody, listens], null);
        Assert.Null((await link.Greet(ProductVersion.Current, LearnerRun.Secret)).Refusal);
        await Assert.ThrowsAnyAsync<SocketException>(() => OrleansLink.Connect([nobody, nobody], null));
    }

    [Fact]
    public async Task APortInUseIsToldInASentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var learner = new LearnerRun(LearnerRun.Configure());
        ClusterException fault = await Assert.ThrowsAsync<ClusterException>(
            () => LearnerSilo.Start(learner.Hub, (IPEndPoint)taken.LocalEndpoint, null));
        Assert.Contains("cannot be listened at", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Name another port", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnAddressOfAnotherMachineIsToldInASentence()
    {
        // Of the addresses that are for documentation alone (RFC 5737).
        ClusterException fault = Assert.Throws<ClusterException>(
            () => LearnerSilo.RequireFree(new IPEndPoint(IPAddress.Parse("203.0.113.77"), 7700)));
        Assert.Contains("Name an address of this machine, or 0.0.0.0:7700", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoWasInComesBackThoughWhatEndsAtTheAddressClosesItsConnections()
    {
        using var ending = new TcpListener(IPAddress.Loopback, 0);
        ending.Start();
        Task closes = Task.Run(async () => (await ending.AcceptTcpClientAsync()).Dispose());
        ClusterSeal seal = RunKeys.In(Path.Combine(path, "keys")).Token.ToSeal();
        using var learner = new LearnerRun(LearnerRun.Configure());
        int connections = 0;
        using var process = new ActorProcess(
            async () =>
            {
                var link = new DirectLink(learner.Hub);
                switch (connections++)
                {
                    case 0:
                        link.Entered = _ => throw new IOException("cut off");
                        break;
                    case 1:
                        await LearnerProbe.Check((IPEndPoint)ending.LocalEndpoint, seal);
                        break;
                }

                return link;
            },
            LearnerRun.Actors(1));
        Task<Standing> actors = process.Run(CancellationToken.None);
        TrainingOutcome outcome = await Task.Run(() => learner.Training.Run());
        Assert.Equal(Standing.Complete, await actors);
        Assert.Equal(4000, outcome.Steps);
        Assert.True(closes.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task ALearnerThatIsNowhereIsToldOfAfterThePatience()
    {
        var address = new IPEndPoint(IPAddress.Loopback, LearnerSilo.FreePort());
        using var process = new ActorProcess(
            () => OrleansLink.Connect([address], null), LearnerRun.Actors(1) with { Patience = TimeSpan.FromMilliseconds(1) });
        ClusterException fault = await Assert.ThrowsAsync<ClusterException>(() => process.Run(CancellationToken.None));
        Assert.Contains("has been gone for", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("!!!")]
    public void ATextThatIsNoTokenIsRefused(string text)
    {
        ClusterException fault = Assert.Throws<ClusterException>(() => JoinToken.Parse(text));
        Assert.Contains("is no join token", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATokenOfNoPossibleSecretIsRefused()
    {
        JoinToken token = JoinToken.Parse(new string('A', 86));
        Assert.Contains(
            "is no join token", Assert.Throws<ClusterException>(token.ToSeal).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheTokenIsPrintedButIsInNothingThatALogIsToldOf()
    {
        ResolvedConfiguration configuration = LearnerRun.Configure();
        var place = ClusterPlace.At($"127.0.0.1:{LearnerSilo.FreePort()}");
        await using var learner = new ClusterLearner(place, null);
        RunFolder folder = RunFolder.CreateAt(Path.Combine(path, "served"), force: false);
        using var run = new TrainingRun(
            learner.Distribute(AlgorithmCatalog.Find("impala")),
            [new TrainingTask("CartPole-v1", () => EnvironmentRegistry.Default.Make("CartPole-v1"))], configuration.Options,
            folder);
        string? join = await learner.Start(run, folder, configuration);
        string token = RunKeys.In(ClusterFiles.KeysOf(folder)).Token.ToString();
        Assert.EndsWith($" --token {token}", join, StringComparison.Ordinal);
        Assert.Contains($"asyncrl cluster join {place.Listen}", learner.Settings.HowToJoin, StringComparison.Ordinal);
        Assert.DoesNotContain(token, learner.Settings.HowToJoin, StringComparison.Ordinal);
    }

    [Fact]
    public void KeysAreReadableByTheirOwnerAlone()
    {
        string file = Path.Combine(path, "keys");
        _ = RunKeys.In(file);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        File.WriteAllText(file, "nothing\n");
        Assert.Contains("are damaged", Assert.Throws<ClusterException>(() => RunKeys.In(file)).Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(string token) =>
        Convert.FromBase64String(token.Replace('-', '+').Replace('_', '/').PadRight((token.Length + 3) / 4 * 4, '='));
}
