using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Players;

namespace AsyncRL.Search.Gtp;

/// <summary>Another program that plays Go over GTP, such as <c>gnugo --mode gtp</c>, as a player.</summary>
public sealed class GtpProgram : IGamePlayer
{
    private const int NoMove = -2;

    private readonly Process process;
    private readonly GtpAnswers answers;
    private readonly string command;
    private readonly TimeSpan patience;
    private readonly CancellationToken cancellation;
    private bool ownMove;
    private bool disposed;

    /// <summary>Starts a program.</summary>
    /// <param name="command">The command line: a program and its arguments, in quotes where they have spaces.</param>
    /// <param name="patience">How long an answer may take; two minutes if null.</param>
    /// <param name="cancellation">Ends the program at once, even while it is waited for.</param>
    /// <exception cref="GtpProgramException">The program cannot be started.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled while the program started.</exception>
    public GtpProgram(string command, TimeSpan? patience = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        this.cancellation = cancellation;
        this.command = command;
        this.patience = patience ?? TimeSpan.FromMinutes(2);
        string[] words = [.. Words(command)];
        if (words is [] or ["", ..])
        {
            throw new GtpProgramException("A GTP program needs a command line, such as gtp:gnugo --mode gtp.");
        }

        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new GtpProgramException($"The GTP program '{words[0]}' cannot be started: {e.Message}.");
        }

        answers = new GtpAnswers(process.StandardOutput.BaseStream, process.StandardOutput.CurrentEncoding);

        // What nobody reads would stop the program once the pipe is full.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        try
        {
            Name = Ask("name");
        }
        catch
        {
            Dispose();   // nobody else could end it
            throw;
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public void Begin(GameState start)
    {
        ArgumentNullException.ThrowIfNull(start);
        GoGame game = start.Game as GoGame
            ?? throw new ArgumentException($"GTP programs play Go, not {start.Game.Name}.", nameof(start));
        Ask(string.Create(CultureInfo.InvariantCulture, $"boardsize {game.Rules.Size}"));
        Ask("clear_board");
        Ask(string.Create(CultureInfo.InvariantCulture, $"komi {game.Rules.Komi}"));
        if (game.Handicap.Count > 0)
        {
            Ask($"set_free_handicap {string.Join(' ', game.Handicap.Select(game.MoveText))}");
        }

        ownMove = false;
    }

    /// <summary>
    /// Asks for a move. What is no move of the board, or an error, is none that is legal, and so forfeits a game.
    /// </summary>
    /// <inheritdoc/>
    public int Choose(GameState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        ownMove = TryAsk($"genmove {Color(state.Player)}", out string answer);
        if (!ownMove)
        {
            return NoMove;
        }

        return answer.Equals("resign", StringComparison.OrdinalIgnoreCase) ? IGamePlayer.Resign
            : state.Game.TryParseMove(answer, out int move) ? move : NoMove;
    }

    /// <inheritdoc/>
    public void Played(GameState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!ownMove)
        {
            Ask($"play {Color(1 - state.Player)} {state.Game.MoveText(state.LastMove)}");
        }

        ownMove = false;
    }

    /// <summary>Sends a command and waits for the answer.</summary>
    /// <param name="line">The command.</param>
    /// <returns>The answer, without its sign.</returns>
    /// <exception cref="GtpProgramException">The program answers with an error, not at all, or has ended.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the program has been ended.</exception>
    public string Ask(string line) => TryAsk(line, out string answer)
        ? answer
        : throw new GtpProgramException($"'{command}' refuses '{line}': {answer}.");

    /// <summary>Ends the program: asks it to quit, and kills it where it does not, or where it was cancelled.</summary>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        bool kills = cancellation.IsCancellationRequested;
        try
        {
            if (!kills)
            {
                process.StandardInput.Write("quit\n");
                process.StandardInput.Close();
            }
        }
        catch (IOException)
        {
            // It has ended by itself, or does not listen.
        }

        try
        {
            if (kills || !process.WaitForExit(2_000))
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself, or has started what nobody can end.
        }

        process.Dispose();
    }

    // False for an error. A program that hangs must not outlive a request to stop: a second one ends this process and would leave
    // it behind.
    private bool TryAsk(string line, out string answer)
    {
        try
        {
            process.StandardInput.Write(line + "\n");
            process.StandardInput.Flush();
            string all = answers.Read(patience, cancellation) ?? throw Gone(line);
            answer = all[1..].Trim();
            return all[0] == '=';
        }
        catch (Exception e) when (e is IOException or AggregateException { InnerException: IOException })
        {
            throw Gone(line);
        }
        catch (TimeoutException)
        {
            throw new GtpProgramException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{command}' has not answered '{line}' within {patience.TotalSeconds:0.##} seconds."));
        }
        catch (InvalidDataException)
        {
            throw new GtpProgramException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{command}' has written {GtpAnswers.Longest:N0} characters without an end to its answer to '{line}'."));
        }
        catch (OperationCanceledException)
        {
            Dispose();
            throw;
        }
    }

    // Words at spaces, except within quotes of either kind.
    private static IEnumerable<string> Words(string text)
    {
        var word = new System.Text.StringBuilder();
        char quote = '\0';
        bool any = false;
        foreach (char c in text)
        {
            if (quote == '\0' ? c is '"' or '\'' : c == quote)
            {
                quote = quote == '\0' ? c : '\0';
                any = true;
            }
            else if (c == ' ' && quote == '\0')
            {
                if (any)
                {
                    yield return word.ToString();
                }

                word.Clear();
                any = false;
            }
            else
            {
                word.Append(c);
                any = true;
            }
        }

        if (any)
        {
            yield return word.ToString();
        }
    }

    private static string Color(int player) => player == 0 ? "black" : "white";

    private GtpProgramException Gone(string line) => new($"'{command}' ended while it was asked '{line}'.");
}
