using AsyncRL.Algorithms;
using AsyncRL.Runs;
using AsyncRL.Search.AlphaZero;
using AsyncRL.Tests.Support;

namespace AsyncRL.Search.Tests.AlphaZero;

public sealed class PlaySearchTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PlaySearchTests() => AlgorithmCatalog.Register(typeof(AlphaZeroOptions).Assembly);

    [Fact]
    public void ARunsOwnOptionsAreTheDefaultsAndWhatIsGivenWins()
    {
        string run = Run(("search", "puct"), ("c_puct", "2.5"), ("considered", "4"), ("c_scale", "0.5"), ("symmetries", "false"));
        AlphaZeroOptions own = PlaySearch.Of(run, 20);
        Assert.Equal(
            (AlphaZeroSearch.Puct, 2.5, 4, 50.0, 0.5, false),
            (own.Search, own.CPuct, own.Considered, own.CVisit, own.CScale, own.Symmetries));
        AlphaZeroOptions told = PlaySearch.Of(
            run, 20, [("search", "gumbel"), ("alphazero.considered", "6"), ("c_visit", "20"), ("symmetries", "true")]);
        Assert.Equal(
            (AlphaZeroSearch.Gumbel, 2.5, 6, 20.0, 0.5, true),
            (told.Search, told.CPuct, told.Considered, told.CVisit, told.CScale, told.Symmetries));
    }

    // Self-play's few moves are for its few simulations.
    [Theory]
    [InlineData(16, 8, 8)]
    [InlineData(63, 8, 8)]
    [InlineData(64, 8, 16)]
    [InlineData(400, 8, 16)]
    [InlineData(long.MaxValue, 8, 16)]
    [InlineData(400, 30, 30)]
    public void ManySimulationsConsiderMoreMoves(long simulations, int trained, int considered)
    {
        string run = Run(("considered", $"{trained}"));
        Assert.Equal(considered, PlaySearch.Of(run, simulations).Considered);
        Assert.Equal(3, PlaySearch.Of(run, simulations, [("considered", "3")]).Considered);
    }

    [Fact]
    public void AModelFileHasTheDefaultsOfAlphazero()
    {
        string file = folder.Sub("model.safetensors");
        AlphaZeroOptions few = PlaySearch.Of(file, 20), many = PlaySearch.Of(file, 200);
        Assert.Equal(new AlphaZeroOptions { EloOpponents = few.EloOpponents }, few);
        Assert.Equal(new AlphaZeroOptions { EloOpponents = many.EloOpponents, Considered = 16 }, many);
    }

    [Theory]
    [InlineData("consider", "4", "'consider' is no setting of a run that plays; did you mean 'considered'?")]
    [InlineData("channels", "64", "'channels' is no setting of a run that plays")]
    [InlineData("search", "mcts", "alphazero.search: 'mcts' is not one of gumbel, puct (from search=mcts).")]
    [InlineData("considered", "0", "alphazero.considered: 0 is out of range; it must be from 1 to 1000 (from considered=0).")]
    public void MistakesAreExplained(string key, string value, string message) => Assert.StartsWith(
        message, Assert.Throws<OptionException>(() => PlaySearch.Of(Run(), 20, [(key, value)])).Message,
        StringComparison.Ordinal);

    public void Dispose() => folder.Dispose();

    private string Run(params (string Key, string Value)[] settings)
    {
        string path = folder.Sub($"run{Directory.GetDirectories(folder.Path).Length}");
        RunFolder.CreateAt(path, force: false).WriteConfiguration(ResolvedConfiguration.Resolve(
            "alphazero", "Search/ConnectFour-v0",
            [new OptionLayer("--set", [.. settings.Select(s => ($"alphazero.{s.Key}", s.Value))])]));
        return path;
    }
}
