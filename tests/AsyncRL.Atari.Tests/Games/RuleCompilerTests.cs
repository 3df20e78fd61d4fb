using AsyncRL.Atari.Games;
using AsyncRL.Atari.Tests.Support;

namespace AsyncRL.Atari.Tests.Games;

public class RuleCompilerTests
{
    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("7 / 2 - -7 / 2", 6)]
    [InlineData("-7 % 3", -1)]
    [InlineData("1 << 3 >> 1", 4)]
    [InlineData("0x10 | 1 & 3", 17)]
    [InlineData("1 < 2 == 1", 1)]
    [InlineData("3 >= 3 && 2 != 3", 1)]
    [InlineData("0 || 5", 1)]
    [InlineData("5 && 0 || 0", 0)]
    [InlineData("5 && 3", 1)]
    [InlineData("!5 + !0", 1)]
    [InlineData("0 ? 1 : 0 ? 2 : 3", 3)]
    [InlineData("1 ? 2 : 3 + 4", 2)]
    [InlineData("0 ? 2 : 3 + 4", 7)]
    [InlineData("s8(0xFF) + s8(127)", 126)]
    [InlineData("min(3, -4) + max(3, -4)", -1)]
    [InlineData("r(0x80) + r(0x80 + 1) * 10", 539)]
    [InlineData("bcd(0x80)", 13)]
    [InlineData("bcd(0x80, 0x81)", 3413)]
    [InlineData("bcd(0x80, 0x81, 0x80)", 133413)]
    [InlineData("sum(0x80, 0x82, b)", 71)]
    [InlineData("sum(0x80, 0x82, b > 10 && b < 60 ? 1 : 0)", 2)]
    [InlineData("sum(0x80, 0x81, b * sum(0x80, 0x81, b))", 5041)]
    [InlineData("sum(0x82, 0x81, 1)", 0)]
    [InlineData("p(0xF0B4)", 9)]
    public void Expressions_mean_what_they_mean_in_C(string text, int expected)
    {
        var compiler = new RuleCompiler();
        RuleProgram program = compiler.Expression(text);
        Assert.Equal(expected, program.Run(new int[compiler.Variables], Memory()));
    }

    [Fact]
    public void Statements_are_run_in_order_and_variables_keep_their_values()
    {
        var compiler = new RuleCompiler();
        RuleProgram program = compiler.Statements(["n = n + 1", "reward = n * 2", "terminal = n == 3"]);
        int[] variables = new int[compiler.Variables];
        for (int i = 1; i <= 3; i++)
        {
            program.Run(variables, Memory());
            Assert.Equal(2 * i, variables[RuleCompiler.Reward]);
            Assert.Equal(i == 3 ? 1 : 0, variables[RuleCompiler.Terminal]);
        }
    }

    [Theory]
    [InlineData("", "found its end")]
    [InlineData("1 +", "a number, a name or \"(\"")]
    [InlineData("(1", "\")\"")]
    [InlineData("1 2", "the end or an operator")]
    [InlineData("r(1, 2)", "r with 2 arguments does not")]
    [InlineData("f(1)", "f with 1 arguments does not")]
    [InlineData("sum(1, 2)", "\",\"")]
    [InlineData("1 ? 2", "\":\"")]
    [InlineData("0xFFFFFFFFFF", "a number that fits 32 bits")]
    [InlineData("12z", "a number that fits 32 bits instead of 12z")]
    [InlineData("1 = 2", "the end or an operator")]
    public void What_is_no_expression_is_named_with_its_place(string text, string told)
    {
        FormatException error = Assert.Throws<FormatException>(() => new RuleCompiler().Expression(text));
        Assert.Contains($"The rule \"{text}\" cannot be read at position", error.Message, StringComparison.Ordinal);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("r(0x80)")]
    [InlineData("n == 1")]
    [InlineData("= 1")]
    public void What_is_no_statement_is_refused(string text) =>
        Assert.Throws<FormatException>(() => new RuleCompiler().Statements([text]));

    private static FakeMemory Memory()
    {
        var memory = new FakeMemory();
        memory.Console[0] = 0x13;
        memory.Console[1] = 0x34;
        memory.Cartridge[0x34] = 9;
        return memory;
    }
}
