using System.Globalization;

namespace AsyncRL.Atari.Games;

/// <summary>
/// Compiles the language of rules: C's integers, operators and precedence; variables; r(address), bcd(low, middle, high),
/// s8(value), min, max, p(address) and sum(first, last, expression of b). All that it compiles shares one set of variables.
/// </summary>
internal sealed class RuleCompiler
{
    /// <summary>The variable that a step's reward is left in.</summary>
    public const int Reward = 0;

    /// <summary>The variable that says whether the episode is over.</summary>
    public const int Terminal = 1;

    private static readonly (string Text, RuleOperation Operation)[][] Levels =
    [
        [("|", RuleOperation.Or)],
        [("&", RuleOperation.And)],
        [("==", RuleOperation.Equal), ("!=", RuleOperation.NotEqual)],
        [
            ("<=", RuleOperation.LessOrEqual), (">=", RuleOperation.GreaterOrEqual), ("<", RuleOperation.Less),
            (">", RuleOperation.Greater),
        ],
        [("<<", RuleOperation.ShiftLeft), (">>", RuleOperation.ShiftRight)],
        [("+", RuleOperation.Add), ("-", RuleOperation.Subtract)],
        [("*", RuleOperation.Multiply), ("/", RuleOperation.Divide), ("%", RuleOperation.Remainder)],
    ];

    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal) { ["reward"] = Reward, ["terminal"] = Terminal };
    private readonly List<int> bytes = [];  // the hidden variables of the sums around the present place
    private readonly List<int> code = [];
    private string text = "";
    private int position;
    private int variables = 2;
    private int depth;
    private int deepest;

    /// <summary>How many variables there are so far.</summary>
    public int Variables => variables;

    /// <summary>The index of a variable; a new one is made where there is none of the name.</summary>
    public int Variable(string name)
    {
        if (!names.TryGetValue(name, out int index))
        {
            index = variables++;
            names.Add(name, index);
        }

        return index;
    }

    /// <summary>Compiles an expression.</summary>
    /// <exception cref="FormatException">The text is no expression; the message says where it stops being one.</exception>
    public RuleProgram Expression(string expression)
    {
        Begin();
        Parse(expression, Conditional);
        return End();
    }

    /// <summary>Compiles statements <c>name = expression</c>.</summary>
    /// <exception cref="FormatException">A text is no statement; the message says where it stops being one.</exception>
    public RuleProgram Statements(IEnumerable<string> statements)
    {
        Begin();
        foreach (string statement in statements)
        {
            Parse(statement, Statement);
        }

        return End();
    }

    private void Begin()
    {
        code.Clear();
        depth = 0;
        deepest = 0;
    }

    private RuleProgram End() => new([.. code], deepest);

    private void Parse(string source, Action rule)
    {
        text = source;
        position = 0;
        rule();
        SkipSpaces();
        if (position != text.Length)
        {
            throw Error("the end or an operator");
        }
    }

    private void Statement()
    {
        string name = Name();
        if (name.Length == 0 || !Accept("="))
        {
            throw Error("a statement \"name = expression\"");
        }

        Conditional();
        Emit(RuleOperation.Store, -1, Variable(name));
    }

    private void Conditional()
    {
        Or();
        if (!Accept("?"))
        {
            return;
        }

        int otherwise = EmitJump(RuleOperation.JumpIfZero);
        Conditional();
        int end = EmitJump(RuleOperation.Jump);
        Expect(":");
        Patch(otherwise);
        depth--;
        Conditional();
        Patch(end);
    }

    private void Or()
    {
        AndAlso();
        while (Accept("||"))
        {
            int second = EmitJump(RuleOperation.JumpIfZero);
            Emit(RuleOperation.Constant, 1, 1);
            int end = EmitJump(RuleOperation.Jump);
            Patch(second);
            depth--;
            AndAlso();
            Emit(RuleOperation.Truth, 0);
            Patch(end);
        }
    }

    private void AndAlso()
    {
        Binary(0);
        while (Accept("&&"))
        {
            int no = EmitJump(RuleOperation.JumpIfZero);
            Binary(0);
            Emit(RuleOperation.Truth, 0);
            int end = EmitJump(RuleOperation.Jump);
            Patch(no);
            depth--;
            Emit(RuleOperation.Constant, 1, 0);
            Patch(end);
        }
    }

    private void Binary(int level)
    {
        if (level == Levels.Length)
        {
            Unary();
            return;
        }

        Binary(level + 1);
        while (Operator(level) is { } operation)
        {
            Binary(level + 1);
            Emit(operation, -1);
        }
    }

    private RuleOperation? Operator(int level)
    {
        foreach ((string symbol, RuleOperation operation) in Levels[level])
        {
            if (Accept(symbol))
            {
                return operation;
            }
        }

        return null;
    }

    private void Unary()
    {
        if (Accept("-"))
        {
            Unary();
            Emit(RuleOperation.Negate, 0);
        }
        else if (Accept("!"))
        {
            Unary();
            Emit(RuleOperation.Not, 0);
        }
        else if (Accept("("))
        {
            Conditional();
            Expect(")");
        }
        else
        {
            Primary();
        }
    }

    private void Primary()
    {
        SkipSpaces();
        if (position < text.Length && char.IsAsciiDigit(text[position]))
        {
            Emit(RuleOperation.Constant, 1, Number());
            return;
        }

        string name = Name();
        if (name.Length == 0)
        {
            throw Error("a number, a name or \"(\"");
        }

        if (Accept("("))
        {
            Function(name);
        }
        else
        {
            Emit(RuleOperation.Variable, 1, name == "b" && bytes.Count > 0 ? bytes[^1] : Variable(name));
        }
    }

    private void Function(string name)
    {
        if (name == "sum")
        {
            Sum();
            return;
        }

        int start = code.Count;
        int arguments = 0;
        do
        {
            Conditional();
            arguments++;
        }
        while (Accept(","));
        Expect(")");
        RuleOperation operation = (name, arguments) switch
        {
            ("r", 1) => RuleOperation.Ram,
            ("p", 1) => RuleOperation.Peek,
            ("s8", 1) => RuleOperation.Signed8,
            ("bcd", 1) => RuleOperation.Bcd1,
            ("bcd", 2) => RuleOperation.Bcd2,
            ("bcd", 3) => RuleOperation.Bcd3,
            ("min", 2) => RuleOperation.Min,
            ("max", 2) => RuleOperation.Max,
            _ => throw Error($"a function that exists: {name} with {arguments} arguments does not"),
        };
        if (operation == RuleOperation.Ram && code.Count == start + 2 && code[start] == (int)RuleOperation.Constant)
        {
            code[start] = (int)RuleOperation.RamAt;
            code[start + 1] &= 127;
            return;
        }

        Emit(operation, 1 - arguments);
    }

    // A loop over addresses; b is the byte of each.
    private void Sum()
    {
        string suffix = "#" + variables.ToString(CultureInfo.InvariantCulture);
        int value = Variable("b" + suffix);
        int address = Variable("address" + suffix);
        int last = Variable("last" + suffix);
        int total = Variable("total" + suffix);
        Conditional();
        Emit(RuleOperation.Store, -1, address);
        Expect(",");
        Conditional();
        Emit(RuleOperation.Store, -1, last);
        Expect(",");
        Emit(RuleOperation.Constant, 1, 0);
        Emit(RuleOperation.Store, -1, total);

        int loop = code.Count;
        Emit(RuleOperation.Variable, 1, address);
        Emit(RuleOperation.Variable, 1, last);
        Emit(RuleOperation.LessOrEqual, -1);
        int end = EmitJump(RuleOperation.JumpIfZero);
        Emit(RuleOperation.Variable, 1, address);
        Emit(RuleOperation.Ram, 0);
        Emit(RuleOperation.Store, -1, value);
        Emit(RuleOperation.Variable, 1, total);
        bytes.Add(value);
        Conditional();
        bytes.RemoveAt(bytes.Count - 1);
        Emit(RuleOperation.Add, -1);
        Emit(RuleOperation.Store, -1, total);
        Emit(RuleOperation.Variable, 1, address);
        Emit(RuleOperation.Constant, 1, 1);
        Emit(RuleOperation.Add, -1);
        Emit(RuleOperation.Store, -1, address);
        code.Add((int)RuleOperation.Jump);
        code.Add(loop);
        Patch(end);
        Expect(")");
        Emit(RuleOperation.Variable, 1, total);
    }

    private void Emit(RuleOperation operation, int pushed, int operand)
    {
        Emit(operation, pushed);
        code.Add(operand);
    }

    private void Emit(RuleOperation operation, int pushed)
    {
        code.Add((int)operation);
        depth += pushed;
        deepest = Math.Max(deepest, depth);
    }

    private int EmitJump(RuleOperation operation)
    {
        Emit(operation, operation == RuleOperation.JumpIfZero ? -1 : 0, 0);
        return code.Count - 1;
    }

    private void Patch(int place) => code[place] = code.Count;

    private void SkipSpaces()
    {
        while (position < text.Length && text[position] == ' ')
        {
            position++;
        }
    }

    private bool Accept(string symbol)
    {
        SkipSpaces();
        if (string.CompareOrdinal(text, position, symbol, 0, symbol.Length) != 0)
        {
            return false;
        }

        // "<" is not the start of "<<", nor "&" of "&&".
        char next = position + symbol.Length < text.Length ? text[position + symbol.Length] : ' ';
        if (symbol is "|" or "&" or "<" or ">" or "=" && next == symbol[0] || symbol is "!" && next == '=')
        {
            return false;
        }

        position += symbol.Length;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!Accept(symbol))
        {
            throw Error($"\"{symbol}\"");
        }
    }

    private string Name()
    {
        SkipSpaces();
        int start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '_'))
        {
            position++;
        }

        return text[start..position];
    }

    private int Number()
    {
        string word = Name();
        bool hex = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool ok = hex
            ? int.TryParse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int number)
            : int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return ok ? number : throw Error($"a number that fits 32 bits instead of {word}");
    }

    private FormatException Error(string wanted) => new(
        $"The rule \"{text}\" cannot be read at position {position}: expected {wanted}" +
        (position < text.Length ? $", found \"{text[position..]}\"." : ", found its end."));
}
