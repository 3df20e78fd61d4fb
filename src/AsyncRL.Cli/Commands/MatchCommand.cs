using System.CommandLine;
using System.Globalization;
using AsyncRL.Search.AlphaZero;
using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Matches;
using AsyncRL.Search.Players;
using AsyncRL.Search.Sgf;

namespace AsyncRL.Cli.Commands;

/// <summary><c>match</c>: two players' games, with rate and Elo.</summary>
internal static class MatchCommand
{
    private const string AboutPlayer =
        "random, uct:SIMULATIONS[,threads=N][,playouts=uniform], uct:time=SECONDS, alpha-beta:DEPTH, perfect, " +
        "'gtp:COMMAND', or a run: RUN:SIMULATIONS[,threads=N][,checkpoint=STEPS][,search=puct][,considered=16].";

    public static Command Create(Terminal terminal)
    {
        var options = new SearchOptions();
        var first = new Argument<string>("A") { Description = AboutPlayer };
        var second = new Argument<string>("B") { Description = "The same." };
        var games = new Option<int>("--games") { Description = "Games to play.", DefaultValueFactory = _ => 20 };
        Option<int> opening = OpeningOption();
        var records = new Option<string?>("--sgf") { Description = "In go: a folder for the games' records, 1.sgf and so on." };
        var command = new Command(
            "match", "Two players' games: asyncrl match uct:3000 'gtp:gnugo --mode gtp --chinese-rules --capture-all-dead'")
        {
            first, second, options.Game, options.Size, options.Komi, games, opening, options.Seed, records,
        };
        command.SetAction(parsed =>
        {
            using var interrupt = new Interrupt();
            try
            {
                return Play(parsed, interrupt.Token);
            }
            catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
            {
                return 0;   // before the first move
            }
        });
        return command;

        int Play(ParseResult parsed, CancellationToken cancellation)
        {
            ulong seed = parsed.GetValue(options.Seed);
            using IGamePlayer a = PlayerText.Create(parsed.GetValue(first)!, seed, cancellation: cancellation);
            using IGamePlayer b = PlayerText.Create(parsed.GetValue(second)!, seed + 1, cancellation: cancellation);
            Game game = options.GameOf(parsed, [.. new[] { a, b }.OfType<NetworkPlayer>().Select(p => p.Policy)]);
            var settings = new MatchSettings
            {
                Games = parsed.GetValue(games), OpeningMoves = parsed.GetValue(opening), Seed = seed,
            };
            string? folder = parsed.GetValue(records);
            if (folder is not null)
            {
                if (game is not GoGame)
                {
                    throw new UsageException($"--sgf: records are for go, not for {game.Name}.");
                }

                PrepareFolder(folder);
            }

            string sideOfA(bool isFirst) => game.PlayerNames[isFirst ? 0 : 1];
            MatchResult result = GameMatch.Play(
                game, a, b, settings,
                ended =>
                {
                    terminal.Out.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"game {ended.Number}  A is {sideOfA(ended.FirstIsA)}  {ended.End}  {ended.Points:0.#} for A, " +
                        $"{ended.State.MovesPlayed} moves"));
                    if (folder is not null)
                    {
                        Record(ended, folder, a.Name, b.Name, terminal);
                    }
                },
                cancellation);
            if (cancellation.IsCancellationRequested)
            {
                terminal.Out.WriteLine($"stopped after {result.Games} of {settings.Games} games");
            }

            if (result.Games > 0)
            {
                terminal.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{a.Name} - {b.Name}  {result}  seconds a move {result.SecondsA:0.000} and {result.SecondsB:0.000}"));
            }

            if (result.Failure is { } failure)
            {
                terminal.Error.WriteLine($"asyncrl: the match ended before its time: {failure}");
                return 1;
            }

            return 0;
        }
    }

    /// <summary>The option for the random moves that pairs of games begin with.</summary>
    public static Option<int> OpeningOption() => new("--opening")
    {
        Description = "Random moves that a pair of games begins with.", DefaultValueFactory = _ => 2,
    };

    private static void PrepareFolder(string folder)
    {
        if (File.Exists(folder))
        {
            throw new UsageException($"--sgf: '{folder}' is a file; name a folder.");
        }

        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--sgf: the folder '{folder}' cannot be made: {e.Message}");
        }

        if (Directory.EnumerateFiles(folder, "*.sgf").Any())
        {
            throw new UsageException($"--sgf: '{folder}' has records already; name another folder.");
        }
    }

    // A disk that is full costs the record, not the match.
    private static void Record(MatchGame ended, string folder, string a, string b, Terminal terminal)
    {
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{ended.Number}.sgf"));
        (string black, string white) = ended.FirstIsA ? (a, b) : (b, a);
        try
        {
            File.WriteAllText(path, GoRecord.Write((GoState)ended.State, black, white, ended.End));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"Warning: no record of game {ended.Number}: {e.Message}");
        }
    }
}
