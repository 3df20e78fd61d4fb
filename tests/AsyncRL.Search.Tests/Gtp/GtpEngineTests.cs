using System.Globalization;
using AsyncRL.Search.Gtp;
using AsyncRL.Search.Players;
using AsyncRL.Search.Sgf;
using AsyncRL.Search.Trees;
using AsyncRL.Tests.Support;

namespace AsyncRL.Search.Tests.Gtp;

public sealed class GtpEngineTests
{
    [Fact]
    public void ASessionIsAnsweredByTheProtocol()
    {
        string answers = Session(
            "1 protocol_version", "name", "", "# a comment", "2 boardsize 5  # and another", "komi\t0.5", "play b C3",
            "play W d4",
            "3 known_command genmove", "known_command gemove", "showboard", "undo", "4 quit", "name");
        Assert.Equal(
            "=1 2\n\n= AsyncRL\n\n=2\n\n=\n\n=\n\n=\n\n=3 true\n\n= false\n\n" +
            "= \n   A B C D E\n 5 . . . . . 5\n 4 . . . O . 4\n 3 . . X . . 3\n 2 . . . . . 2\n 1 . . . . . 1\n   A B C D E\n\n" +
            "=\n\n=4\n\n", answers);
    }

    [Theory]
    [InlineData("gemmove b", "unknown command; did you mean genmove?")]
    [InlineData("12 xyzzyxyzzy", "unknown command", "12")]
    [InlineData("7", "unknown command", "7")]
    [InlineData("play b", "syntax error: play takes 2 arguments, not 1")]
    [InlineData("play green A1", "syntax error: a colour is black or white, not green")]
    [InlineData("play b I3", "syntax error: I3 is no point of this board")]
    [InlineData("play b Z99", "syntax error: Z99 is no point of this board")]
    [InlineData("play w A1", "illegal move")]
    [InlineData("boardsize 25", "unacceptable size")]
    [InlineData("boardsize -1", "unacceptable size")]
    [InlineData("boardsize many", "unacceptable size")]
    [InlineData("komi much", "syntax error: komi must be a number, not much")]
    [InlineData("komi 3.14", "A komi of 3.14 is no whole or half number from -400 to 400.")]
    [InlineData("komi NaN", "syntax error: komi must be a number, not NaN")]
    [InlineData("genmove purple", "syntax error: a colour is black or white, not purple")]
    [InlineData("fixed_handicap 4", "board not empty")]
    [InlineData("set_free_handicap A1 A1", "board not empty")]
    [InlineData("gg-undo 1 2", "syntax error: gg-undo takes 0 to 1 arguments, not 2")]
    [InlineData("loadsgf", "syntax error: loadsgf takes at least 1 argument, not 0")]
    [InlineData("time_left b soon 3", "syntax error: soon is no time in seconds")]
    [InlineData("time_settings 1 2", "syntax error: time_settings takes 3 arguments, not 2")]
    [InlineData("final_status_list maybe", "syntax error: a status is dead, alive or seki, not maybe")]
    [InlineData("gg-undo 9", "cannot undo")]
    [InlineData("loadsgf /nowhere/to/be/found.sgf", "cannot load file", "", true)]
    [InlineData("gogui-play_sequence w B1 b B1", "illegal move")]
    [InlineData("gogui-play_sequence b", "syntax error: colours and points come in pairs")]
    [InlineData("lz-analyze b interval", "syntax error: interval has no value")]
    [InlineData("lz-analyze q 20", "syntax error: a colour is black or white, not q")]
    [InlineData("lz-analyze b -5", "syntax error: an interval is at least 0, not -5")]
    public void MistakesAreAnsweredAndNeverEndTheSession(string command, string message, string id = "", bool begins = false)
    {
        string answers = Session("boardsize 5", "play b A1", "play w C3", command, "showboard");
        string answer = answers.Split("\n\n")[3];
        Assert.StartsWith($"?{id} {message}", answer, StringComparison.Ordinal);
        Assert.True(begins || answer == $"?{id} {message}", answer);

        // Nothing has changed, and the next command is answered.
        Assert.Contains("\n 1 X . . . . 1\n", answers, StringComparison.Ordinal);
        Assert.DoesNotContain("\n 1 X O", answers, StringComparison.Ordinal);
        Assert.EndsWith("\n\n", answers, StringComparison.Ordinal);
    }

    [Fact]
    public void GeneratedMovesArePlayedAndLegalToTheEnd()
    {
        string[] lines = [.. Enumerable.Range(0, 80).Select(i => i % 2 == 0 ? "genmove b" : "genmove w")];
        string[] answers = Session(["boardsize 5", "komi 24", .. lines, "final_score"])
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(83, answers.Length);
        Assert.All(answers, a => Assert.StartsWith("=", a, StringComparison.Ordinal));
        Assert.Matches("^= ([BW]\\+[0-9.]+|0)$", answers[^1]);
    }

    [Fact]
    public void AColourMayMoveTwiceAndMovesCanBeTakenBack()
    {
        string answers = Session(
            "boardsize 5", "play b C3", "play b C4", "play b pass", "play w A1", "gg-undo 2", "showboard", "undo");
        Assert.Contains(" 4 . . X . . 4\n 3 . . X . . 3", answers, StringComparison.Ordinal);
        Assert.DoesNotContain("1 O", answers, StringComparison.Ordinal);
        Assert.DoesNotContain("?", answers, StringComparison.Ordinal);
    }

    [Fact]
    public void HandicapIsWhitesMoveAndWhitesPoints()
    {
        string[] answers = Session("boardsize 9", "komi 0.5", "fixed_handicap 4", "final_score", "clear_board", "komi 0.5",
            "set_free_handicap C3 G7", "final_score", "genmove w").Split("\n\n");
        Assert.Equal("= C3 G7 C7 G3", answers[2]);
        Assert.Equal("= B+76.5", answers[3]);
        Assert.Equal("=", answers[6]);
        Assert.Equal("= B+78.5", answers[7]);
        Assert.DoesNotContain("?", answers[8], StringComparison.Ordinal);
    }

    [Fact]
    public void AKomiThatTheHandicapMakesTooLargeLeavesTheOldOne()
    {
        string[] answers = Session(
            "boardsize 9", "komi 0.5", "fixed_handicap 4", "komi 399", "play w A1", "undo", "final_score").Split("\n\n");
        Assert.Equal("? A komi of 403 is no whole or half number from -400 to 400.", answers[3]);
        Assert.Equal("=", answers[5]);
        Assert.Equal("= B+76.5", answers[6]);
    }

    [Fact]
    public void ARecordHasTheStonesTheColoursAndTheKomiOfTheSession()
    {
        string[] answers = Session(
            "boardsize 5", "komi 0.5", "set_free_handicap A1 E5", "play w C3", "play w C4", "play b pass", "printsgf",
            "clear_board", "gogui-setup b A5 w B5", "play b C3", "play b C4", "printsgf").Split("\n\n");
        Assert.Equal(
            "= (;GM[1]FF[4]CA[UTF-8]SZ[5]KM[0.5]RU[Chinese]HA[2]AB[ae][ea]PL[W];W[cc];W[cb];B[])", answers[6]);
        Assert.Equal("= (;GM[1]FF[4]CA[UTF-8]SZ[5]KM[0.5]RU[Chinese]AB[aa]AW[ba]PL[B];B[cc];B[cb])", answers[11]);
    }

    [Fact]
    public void ARecordUnderRulesWithSuicideIsPlayedUnderThem()
    {
        // White takes its own two stones in the corner off the board.
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "(;GM[1]SZ[5]KM[7]RU[Tromp-Taylor]AB[ba][bb][ac]AW[aa];W[ab];B[dd])");
        try
        {
            string[] answers = Session($"loadsgf {file}", "showboard", "printsgf", "clear_board", "printsgf").Split("\n\n");
            Assert.Contains("\n 5 . X . . . 5\n 4 . X . . . 4\n 3 X . . . . 3\n 2 . . . X . 2", answers[1],
                StringComparison.Ordinal);
            Assert.EndsWith(";W[ab];B[dd])", answers[2], StringComparison.Ordinal);
            Assert.Contains("RU[Chinese]", answers[4], StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void DeadStonesAreListedAndTakenOffTheScore()
    {
        // A white wall with a black stone behind it, and the other way round.
        string[] answers = Session(
            "boardsize 5", "komi 0.5", "gogui-setup b C1 b C2 b C3 b C4 b C5 b B2 w D1 w D2 w D3 w D4 w D5 w E3 w A4",
            "final_status_list dead", "final_score").Split("\n\n");
        Assert.Equal("= A4", answers[3]);
        Assert.Equal("= B+4.5", answers[4]);
    }

    // GoGui's dboard: a number a point, row by row from the top, 1 for Black's; gfx: labels and a line of text.
    [Fact]
    public void GoGuiIsShownOwnersAndTheSearch()
    {
        string[] answers = Session(
            "boardsize 5", "gogui-rules_game_id", "asyncrl-search", "asyncrl-value",
            "gogui-setup b C1 b C2 b C3 b C4 b C5 b B2 w D1 w D2 w D3 w D4 w D5 w E3", "asyncrl-ownership", "reg_genmove b",
            "asyncrl-search", "asyncrl-value").Split("\n\n");
        Assert.Equal("= Go", answers[1]);
        Assert.Equal("= TEXT nothing was searched yet", answers[2]);
        Assert.Equal("= nothing was searched yet", answers[3]);
        double[][] owners =
        [
            .. answers[5].Split('\n')[1..].Select(
                r => r.Split(' ').Select(o => double.Parse(o, CultureInfo.InvariantCulture)).ToArray()),
        ];
        Assert.Equal(5, owners.Length);
        Assert.All(owners, row => Assert.True(row.Length == 5 && row[0] > 0 && row[2] > 0 && row[3] < 0));
        Assert.Matches("^= LABEL( [A-E][1-5] [0-9]+)+\nTEXT value -?[01]\\.[0-9]{2}, [0-9]+ simulations$", answers[7]);
        Assert.Matches("^= -?[01]\\.[0-9]{3} of -1 to 1, [0-9]+ simulations$", answers[8]);
    }

    [Theory]
    [InlineData("lz-analyze b 1", "winrate [0-9]+ prior [0-9]+ lcb [0-9]+ order 0 pv")]
    [InlineData("kata-analyze interval 1", "winrate [01]\\.[0-9]+ prior [01]\\.[0-9]+ lcb [01]\\.[0-9]+ order 0 pv")]
    [InlineData("analyze b 1 minmoves 3", "order 0 pv")]
    public void AnalysisGoesOnUntilTheNextCommand(string command, string form)
    {
        string answers = Session("boardsize 5", $"5 {command}", "6 name");
        Assert.Matches($"=5\\ninfo move [A-E][1-5] visits [0-9]+ .*{form} [A-E]", answers);
        Assert.EndsWith("\n\n=6 AsyncRL\n\n", answers, StringComparison.Ordinal);
    }

    // A first analysis with code that still has to be compiled, too.
    [Fact]
    public void AnAnalysisHasSearchedBeforeItTellsOfIt() =>
        Assert.DoesNotContain("visits 0 ", Session("boardsize 19", "kata-analyze 1"), StringComparison.Ordinal);

    [Theory]
    [InlineData("reg_genmove b")]
    [InlineData("lz-analyze b 1")]
    [InlineData("reg_genmove w")]
    public void AMoveThatIsNotPlayedLeavesTheTurn(string command)
    {
        // White is to move, and after two passes nobody.
        Assert.Matches(
            ";B\\[cc\\];W\\[[a-e]*\\]\\)\n\n$",
            Session("boardsize 5", "play b C3", command, "lz-genmove_analyze 1", "printsgf"));
        string[] answers = Session("boardsize 5", "play b pass", "play w pass", command, "printsgf").Split("\n\n");
        Assert.Contains("RE[W+7]", answers[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void AMoveWithAnalysisEndsWithTheMove() =>
        Assert.Matches(
            "=3\\n(info move .*\\n)+play ([A-E][1-5]|pass)\\n\\n$", Session("boardsize 5", "3 lz-genmove_analyze b 1"));

    // Nothing is searched then, and an empty line would end the answer.
    [Fact]
    public void AMoveWithAnalysisAtTheEndOfTheLongestGameIsAPass()
    {
        string[] passes = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? "play b pass" : "play w pass")];
        Assert.EndsWith(
            "=\n\n=3\nplay pass\n\n", Session(["boardsize 2", "genmove b", "undo", .. passes, "3 lz-genmove_analyze b"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void GamesOfTheSameRulesAreSearchedByTheSameSearch()
    {
        int made = 0;
        string answers = GtpSession.Of(
            [
                "boardsize 5", "komi 3", "genmove b", "clear_board", "genmove b", "boardsize 5", "komi 3", "play b C3",
                "genmove w", "play b A9", "undo", "genmove w", "komi 2.5", "komi 3", "genmove b",
            ],
            game =>
            {
                made++;
                return UctSettings.Create(game, GtpSession.Settings);
            });
        Assert.Equal(1, made);
        Assert.Single(answers, c => c == '?');
        made = 0;
        GtpSession.Of(
            [
                "boardsize 9", "komi 0.5", "fixed_handicap 2", "genmove w", "clear_board", "fixed_handicap 2", "genmove w",
                "clear_board", "genmove b",
            ],
            game =>
            {
                made++;
                return UctSettings.Create(game, GtpSession.Settings);
            });
        Assert.Equal(2, made);
    }

    // What a search knows of the game before is none of the next one's.
    [Fact]
    public void ANewGameIsSearchedAnew()
    {
        TreeSearch? search = null;
        GtpSession.Of(
            ["boardsize 5", "reg_genmove b", "clear_board", "reg_genmove b"],
            game => search = UctSettings.Create(game, GtpSession.Settings));
        Assert.Equal(40, search!.Visits);
    }

    [Theory]
    [InlineData("play b C3")]
    [InlineData("komi 3")]
    [InlineData("reg_genmove b")]
    public void WhoIsToMoveFirstIsNotForgotten(string command)
    {
        string[] answers = Session(
            "boardsize 5", "gogui-setup b C3", "gogui-setup_player w", command, "lz-genmove_analyze 1", "undo", "printsgf",
            "lz-genmove_analyze 1", "printsgf").Split("\n\n");
        Assert.EndsWith("AB[cc]PL[W])", answers[6], StringComparison.Ordinal);
        Assert.Matches("AB\\[cc\\]PL\\[W\\];W\\[[a-e]*\\]\\)$", answers[8]);
    }

    [Fact]
    public void WhoIsToMoveNextIsNotForgottenOverAMoveThatIsRefused()
    {
        string[] answers = Session(
            "boardsize 5", "play b C3", "gogui-setup_player b", "play w C3", "lz-genmove_analyze 1", "printsgf").Split("\n\n");
        Assert.Matches(";B\\[cc\\];B\\[[a-e]*\\]\\)$", answers[5]);
    }

    [Theory]
    [InlineData("fixed_handicap 4", 76.5f)]
    [InlineData("set_free_handicap C3 G7 C7", 77.5f)]
    [InlineData("play b C3", 80.5f)]
    [InlineData("gogui-setup b C3 b G7", 80.5f)]
    public void ARecordThatIsWrittenAndLoadedKeepsItsScore(string command, float score)
    {
        string file = Path.GetTempFileName();
        try
        {
            string text = Session("boardsize 9", "komi 0.5", command, "printsgf").Split("\n\n")[3][2..];
            File.WriteAllText(file, text);
            string[] answers = Session($"loadsgf {file}", "final_score", "printsgf").Split("\n\n");
            Assert.Equal($"= {GoRecord.ResultOf(score)}", answers[1]);
            Assert.Equal($"= {text}", answers[2]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // The second byte of this letter is the backslash that would take the meaning of the bracket behind it.
    [Fact]
    public void ARecordInAnotherEncodingIsLoaded()
    {
        byte[] record = [.. "(;SZ[5]CA[Shift_JIS]PB["u8, 0x83, 0x5C, .. "];B[cc])"u8];
        string file = Path.GetTempFileName();
        File.WriteAllBytes(file, record);
        try
        {
            Assert.Contains(" 3 . . X . . 3\n", Session($"loadsgf {file}", "showboard"), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(-1.5f)]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    public void AThresholdForResigningThatMeansNothingIsRefused(float value) => Assert.Equal(
        FormattableString.Invariant($"ResignBelow is {value}; it must be -1 to 0."),
        Assert.Throws<ArgumentException>(() => new GtpEngine(With(value))).Message);

    [Fact]
    public void RecordsAreLoadedAndWritten()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "(;GM[1]FF[4]SZ[7]KM[9]AB[bb]AW[ff];B[cc];W[dd](;B[ee])(;B[aa]))");
        try
        {
            string[] answers = Session($"loadsgf {file}", "showboard", $"loadsgf {file} 2", "showboard", "printsgf")
                .Split("\n\n");
            Assert.Contains(" 3 . . . . X . . 3", answers[1], StringComparison.Ordinal);
            Assert.DoesNotContain(" 4 . . . O . . . 4", answers[3], StringComparison.Ordinal);
            Assert.Contains("SZ[7]KM[9]", answers[4], StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // Without its clock the search would never end.
    [Fact]
    public void ClocksEndMoves()
    {
        string[] lines =
        [
            "boardsize 9", "time_settings 1 0 0", "time_left b -1 0", "genmove b", "time_left w 0.2 5", "genmove w",
            "clear_board", "time_left b 0.2 0", "genmove b",
        ];
        using var input = new StringReader(string.Join('\n', lines) + "\n");
        using var output = new StringWriter();
        GtpSession.Run(input, output, budget: SearchBudget.Of(long.MaxValue));
        string[] answers = output.ToString().Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lines.Length, answers.Length);
        Assert.All(answers, a => Assert.StartsWith("=", a, StringComparison.Ordinal));
    }

    // White has passed, and Black, far ahead, would win by passing; but a white chain with liberties stays on the board.
    [Fact]
    public void ACleanupTakesWhatIsDeadBeforeItPasses()
    {
        string[] board =
        [
            "boardsize 7", "komi 0.5",
            "gogui-setup b A5 b B5 b C5 b D5 b E5 b F5 b G5 b B2 b D3 b F2 w C7 w D7 w E7", "play w pass",
        ];
        string[] answers = GtpSession.Of(
            [.. board, "kgs-genmove_cleanup b", "showboard", "undo", "undo", "play w pass", "genmove b"],
            game => UctSettings.Create(game, new SearchSettings { NodeCapacity = 200_000 }),
            SearchBudget.Of(2_000)).Split("\n\n");
        Assert.Matches("^= ([C-E]6|[BF]7)$", answers[4]);
        Assert.Equal("= PASS", answers[9].ToUpperInvariant());
    }

    // A few rollouts may all be lost in a game that is not.
    [Fact]
    public void NobodyResignsAfterAFewRollouts()
    {
        string[] lines = ["boardsize 9", .. Enumerable.Repeat("reg_genmove b", 40)];
        using var input = new StringReader(string.Join('\n', lines) + "\n");
        using var output = new StringWriter();
        using var engine = new GtpEngine(new GtpSettings
        {
            Budget = SearchBudget.Of(1),
            CreateSearch = game => UctSettings.Create(game, GtpSession.Settings with { ReusesTree = false }),
        });
        engine.Run(input, output);
        Assert.DoesNotContain("resign", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ASequenceThatIsRefusedLeavesTheTurn()
    {
        string[] answers = Session(
            "boardsize 5", "play b C3", "gogui-setup_player b", "gogui-play_sequence w A1 b A1", "lz-genmove_analyze 1",
            "printsgf").Split("\n\n");
        Assert.Matches(";B\\[cc\\];B\\[[a-e]*\\]\\)$", answers[5]);
    }

    [Fact]
    public void FreeHandicapMayBeFewerStonesAndIsNoneOnSmallBoards()
    {
        string[] answers = Session(
            "boardsize 7", "place_free_handicap 12", "boardsize 5", "place_free_handicap 2", "place_free_handicap 1")
            .Split("\n\n");
        Assert.Equal(4, answers[1].Split(' ').Length - 1);
        Assert.StartsWith("? A handicap of 2 has no fixed places on 5 x 5", answers[3], StringComparison.Ordinal);
        Assert.Equal("? invalid number of stones", answers[4]);
    }

    [Fact]
    public void TheResultInARecordIsThatOfTheFinalScore()
    {
        string[] answers = Session(
            "boardsize 5", "komi 0.5", "gogui-setup b C1 b C2 b C3 b C4 b C5 b B2 w D1 w D2 w D3 w D4 w D5 w E3 w A4",
            "play b pass", "play w pass", "final_score", "printsgf").Split("\n\n");
        Assert.Equal("= B+4.5", answers[5]);
        Assert.Contains("RE[B+4.5]", answers[6], StringComparison.Ordinal);
    }

    [Fact]
    public void AFilesNameMayHaveSpacesAndEndWithANumber()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["a game.sgf", "game 2"])
        {
            File.WriteAllText(folder.Sub(name), "(;SZ[7];B[cc];W[dd])");
        }

        string[] answers = Session(
            $"loadsgf {folder.Sub("a game.sgf")}", "printsgf", $"loadsgf {folder.Sub("a game.sgf")} 2", "printsgf",
            $"loadsgf {folder.Sub("game 2")}", "printsgf").Split("\n\n");
        Assert.EndsWith(";B[cc];W[dd])", answers[1], StringComparison.Ordinal);
        Assert.EndsWith(";B[cc])", answers[3], StringComparison.Ordinal);
        Assert.EndsWith(";B[cc];W[dd])", answers[5], StringComparison.Ordinal);
    }

    [Fact]
    public void EveryListedCommandIsKnownAndAnswersSomething()
    {
        string[] commands = Session("list_commands")[2..].Trim().Split('\n');
        Assert.Contains("genmove", commands);
        Assert.Contains("gogui-analyze_commands", commands);
        foreach (string command in commands.Where(c => c is not ("quit" or "genmove" or "reg_genmove")))
        {
            string answers = Session("boardsize 3", command, "name");
            Assert.EndsWith("= AsyncRL\n\n", answers, StringComparison.Ordinal);
        }
    }

    private static string Session(params string[] lines) => GtpSession.Of(lines);

    private static GtpSettings With(float resignBelow) =>
        new() { ResignBelow = resignBelow, CreateSearch = game => UctSettings.Create(game, GtpSession.Settings) };
}
