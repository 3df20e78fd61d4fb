using System.Text;

namespace AsyncRL.Search.Tests.Gtp;

/// <summary>The controller's side of a session: sends a line when what was answered so far is as the line waits for.</summary>
internal sealed class Dialogue : TextReader
{
    // What has not come by then never will.
    private const int Patience = 30_000;

    private readonly Queue<(string Line, Func<string, bool>? When)> lines = new();
    private readonly ManualResetEventSlim allRead = new();
    private readonly AnswerWriter answers = new();

    /// <summary>Where the program answers.</summary>
    public TextWriter Output => answers;

    /// <summary>What was answered so far.</summary>
    public string Answers => answers.Text;

    /// <summary>The line that could not be sent, because what it waits for did not come; null where all were.</summary>
    public string? Unsent { get; private set; }

    /// <summary>Adds a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="when">What it waits for, by all answers so far; null for nothing.</param>
    public Dialogue Send(string line, Func<string, bool>? when = null)
    {
        lines.Enqueue((line, when));
        return this;
    }

    /// <summary>Waits until all lines were not only sent, but read.</summary>
    public void WaitUntilAllIsRead() => Assert.True(allRead.Wait(Patience), "not all lines were read");

    public override string? ReadLine()
    {
        if (!lines.TryDequeue(out (string Line, Func<string, bool>? When) next))
        {
            allRead.Set();
            return null;
        }

        for (int waited = 0; next.When is not null && !next.When(Answers); waited += 5)
        {
            if (waited >= Patience)
            {
                Unsent = next.Line;
                return null;
            }

            Thread.Sleep(5);
        }

        return next.Line;
    }

    protected override void Dispose(bool disposing)
    {
        allRead.Dispose();
        answers.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A text that another thread may read while it is written.</summary>
    private sealed class AnswerWriter : TextWriter
    {
        private readonly StringBuilder text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public string Text
        {
            get
            {
                lock (text)
                {
                    return text.ToString();
                }
            }
        }

        public override void Write(char value)
        {
            lock (text)
            {
                text.Append(value);
            }
        }

        public override void Write(string? value)
        {
            lock (text)
            {
                text.Append(value);
            }
        }
    }
}
